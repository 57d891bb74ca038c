using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using P = Microsoft.DurableTask.Protobuf;

namespace Pipeline.Orchestration.Tests.Recording;

/// <summary>A turn as the engine asked for it, and what the orchestrator decided then.</summary>
internal sealed record RecordedTurn(P.OrchestratorRequest Request, P.OrchestratorResponse Response);

/// <summary>An orchestration of the past, turn by turn, as it is kept in a file. Nobody edits the files.</summary>
internal static class RecordedHistory
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string Folder =
        typeof(RecordedHistory).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Histories").Value!;

    public static IReadOnlyList<RecordedTurn> Read(string name) =>
    [
        .. JsonNode.Parse(File.ReadAllText(PathOf(name)))!.AsArray().Select(turn => new RecordedTurn(
            P.OrchestratorRequest.Parser.ParseJson(turn!["request"]!.ToJsonString()),
            P.OrchestratorResponse.Parser.ParseJson(turn["response"]!.ToJsonString()))),
    ];

    /// <summary>A turn a line.</summary>
    public static void Write(string name, IEnumerable<RecordedTurn> turns)
    {
        var objects = turns.Select(turn => new JsonObject { ["request"] = Json(turn.Request), ["response"] = Json(turn.Response) });
        var lines = objects.Select(turn => turn.ToJsonString(Plain));
        File.WriteAllText(PathOf(name), $"[\n{string.Join(",\n", lines)}\n]\n");
    }

    public static IEnumerable<string> Names() => Directory.EnumerateFiles(Folder).Select(path => Path.GetFileNameWithoutExtension(path)!);

    private static JsonNode Json(IMessage message) => JsonNode.Parse(JsonFormatter.Default.Format(message))!;

    private static string PathOf(string name) => Path.Combine(Folder, name + ".json");
}
