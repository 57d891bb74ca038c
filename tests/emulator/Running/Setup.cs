using Microsoft.Azure.Functions.Worker.Builder;

namespace Pipeline.Emulator.Tests.Running;

/// <summary>What a test's app is made of.</summary>
internal sealed record Setup
{
    public const string DefaultHostJson = """{ "version": "2.0", "logging": { "logLevel": { "default": "Debug" } } }""";

    public string HostJson { get; init; } = DefaultHostJson;

    public bool WebApplication { get; init; } = true;

    public TimeSpan DrainGrace { get; init; } = TimeSpan.FromSeconds(10);

    public Dictionary<string, string?> Settings { get; init; } = [];

    public Action<FunctionsApplicationBuilder> Configure { get; init; } = _ => { };

    /// <summary>An app with the real broker as setting <c>Broker</c> and a queue as setting <c>Queue</c>.</summary>
    public static Setup ForQueue(TestQueue queue) => new()
    {
        Settings = { ["Broker"] = Services.RabbitMQ, ["Queue"] = queue.Name },
    };

    /// <summary>An app with the real storage and a host id of its own.</summary>
    public static Setup ForTimers() => new()
    {
        Settings = { ["AzureWebJobsStorage"] = Services.Blobs, ["AzureFunctionsWebHost:hostid"] = $"test-{Guid.NewGuid():n}"[..24] },
    };
}
