using System.Text.Json;
using DurableTask.AzureStorage;
using DurableTask.Core;
using DurableTask.Core.History;
using Pipeline.Tests.Support;

namespace Pipeline.EndToEnd.Tests.Servers;

/// <summary>
/// The orchestrations of flows in the task hub of host.json, for what an operator or an accident does to them. They are the same on every host
/// that keeps them in Azure Storage.
/// </summary>
public sealed class Orchestrations
{
    public const string Completed = nameof(OrchestrationStatus.Completed);
    public const string Terminated = nameof(OrchestrationStatus.Terminated);
    public const string Running = nameof(OrchestrationStatus.Running);
    public const string Unknown = "unknown";

    private const string HubName = "Pipeline";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly AzureStorageOrchestrationService _hub = new(new()
    {
        StorageAccountClientProvider = new StorageAccountClientProvider(
            Environment.GetEnvironmentVariable("AzureWebJobsStorage") is { Length: > 0 } given ? given : Services.Blobs),
        TaskHubName = HubName,
    });

    public async Task<string> StatusAsync(Guid flow) => (await FindAsync(flow))?.OrchestrationStatus.ToString() ?? Unknown;

    public Task HasAsync(Guid flow, string status) =>
        Eventually.TrueAsync(async () => await StatusAsync(flow) == status, Soon, $"the orchestration of flow {flow} is {status}");

    /// <summary>Waits until the orchestrator of a flow has checked it and waits.</summary>
    public Task WaitsAsync(Guid flow) => Eventually.TrueAsync(
        async () => (await HistoryAsync(flow)).Contains(EventType.TimerCreated), Soon, $"the orchestration of flow {flow} waits");

    /// <summary>The kinds of events of its history, in order.</summary>
    public async Task<EventType[]> HistoryAsync(Guid flow)
    {
        if (await FindAsync(flow) is not { } state) return [];
        using var events = JsonDocument.Parse(await _hub.GetOrchestrationHistoryAsync($"{flow}", state.OrchestrationInstance.ExecutionId));
        return [.. events.RootElement.EnumerateArray().Select(e => (EventType)e.GetProperty("EventType").GetInt32())];
    }

    public Task TerminateAsync(Guid flow) => _hub.ForceTerminateTaskOrchestrationAsync($"{flow}", "a test");

    /// <summary>Leaves no trace of it.</summary>
    public Task DeleteAsync(Guid flow) => _hub.PurgeInstanceHistoryAsync($"{flow}");

    private async Task<OrchestrationState?> FindAsync(Guid flow) =>
        (await _hub.GetOrchestrationStateAsync($"{flow}", allExecutions: false)).SingleOrDefault(s => s?.OrchestrationInstance is not null);
}
