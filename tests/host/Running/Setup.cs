using System.Text.Json;

namespace Pipeline.LocalHost.Tests.Running;

/// <summary>Which app a host runs, and with which settings.</summary>
internal sealed record Setup
{
    /// <summary>The app's output folder.</summary>
    public string Folder { get; init; } = Paths.Shop;

    /// <summary>The functions that run; all others are switched off by their setting. Null: all run.</summary>
    public string[]? Functions { get; init; }

    /// <summary>The environment, beside that of the tests.</summary>
    public Dictionary<string, string?> Settings { get; init; } = [];

    /// <summary>What follows the folder on the command line.</summary>
    public string[] Arguments { get; init; } = [];

    /// <summary>These functions of the shop alone.</summary>
    public static Setup For(params string[] functions) => new() { Functions = functions };

    /// <summary>These functions of the shop, and a queue under the name of a setting.</summary>
    public static Setup For(TestQueue queue, params string[] functions) => For(functions).With("Broker", Services.RabbitMQ).With("Queue", queue.Name);

    public Setup With(string setting, string? value) => this with { Settings = new(Settings) { [setting] = value } };

    /// <summary>A host id of its own, so that no other test's timers are in its way.</summary>
    public Setup WithStorage() => With("AzureWebJobsStorage", Services.Blobs).With("AzureFunctionsWebHost__hostid", $"t{Guid.NewGuid():n}"[..24]);

    /// <summary>The environment of the host's process.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Environment()
    {
        var off = Functions is null ? [] : Names().Except(Functions);
        return off.Select(name => KeyValuePair.Create($"AzureWebJobs.{name}.Disabled", (string?)"true")).Concat(Settings);
    }

    private IEnumerable<string> Names()
    {
        using var metadata = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "functions.metadata")));
        return [.. metadata.RootElement.EnumerateArray().Select(function => function.GetProperty("name").GetString()!)];
    }
}
