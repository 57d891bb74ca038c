using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.DurableTask.Client;
using Pipeline.Emulator.Triggers.Durable.Replay;

namespace Pipeline.Emulator.Tests.Flows;

/// <summary>An orchestration of the past as the engine wrote it down.</summary>
internal sealed record RecordedHistory
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string Folder =
        typeof(RecordedHistory).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Histories").Value!;

    public required string InstanceId { get; init; }

    public required OrchestrationRuntimeStatus Status { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public required IReadOnlyList<HistoryEvent> Events { get; init; }

    public static RecordedHistory Read(string name) => JsonSerializer.Deserialize<RecordedHistory>(File.ReadAllText(PathOf(name)))!;

    public void Write(string name) => File.WriteAllText(PathOf(name), JsonSerializer.Serialize(this, Readable) + "\n");

    public static IEnumerable<string> Names() => Directory.EnumerateFiles(Folder).Select(path => Path.GetFileNameWithoutExtension(path)!);

    /// <summary>What each turn appended.</summary>
    public IEnumerable<RecordedTurn> Turns()
    {
        var starts = Enumerable.Range(0, Events.Count).Where(i => Events[i] is HistoryEvent.OrchestratorStarted).Append(Events.Count).ToList();
        return starts.Zip(starts.Skip(1), (from, to) => new RecordedTurn([.. Events.Take(from)], [.. Events.Take(from..to)]));
    }

    private static string PathOf(string name) => Path.Combine(Folder, name + ".json");
}
