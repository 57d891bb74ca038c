using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Pipeline.Emulator.Triggers.Durable;
using Pipeline.Emulator.Triggers.Durable.Client;
using Pipeline.Emulator.Triggers.Durable.Replay;

namespace Pipeline.Emulator.Tests.Durable;

/// <summary>An app with a task hub of its own, and its client.</summary>
internal sealed class DurableApp : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly EmulatedApp _app;

    private DurableApp(EmulatedApp app, Setup setup) => (_app, Setup) = (app, setup);

    /// <summary>With which another process joins the hub.</summary>
    public Setup Setup { get; }

    public DurableTaskClient Client => Service<EmulatedDurableTaskClient>();

    public Journal Journal => _app.Journal;

    public LogCollector Logs => _app.Logs;

    public HttpClient Http => _app.Http;

    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public static Task<DurableApp> StartAsync(params Type[] classes) => StartAsync(NewHub(), classes);

    public static async Task<DurableApp> StartAsync(Setup setup, params Type[] classes) => new(await EmulatedApp.StartAsync(setup, classes), setup);

    /// <summary>A hub that nobody else has. It looks for what other processes sent every tenth of a second.</summary>
    public static Setup NewHub() => new()
    {
        HostJson = $$"""
            {
              "version": "2.0",
              "logging": { "logLevel": { "default": "Debug" } },
              "extensions": { "durableTask": {
                "hubName": "T{{Guid.NewGuid():n}}",
                "storageProvider": { "maxQueuePollingInterval": "00:00:00.1" } } }
            }
            """,
        Settings = { ["PIPELINE_POSTGRES"] = Services.Postgres, ["WEBSITE_HOSTNAME"] = "127.0.0.1:7071" },
    };

    public Task<string> ScheduleAsync(string name, object? input = null, string? id = null) =>
        Client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions(id));

    /// <summary>Starts an orchestration and waits for its end.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null, string? id = null) =>
        await EndOfAsync(await ScheduleAsync(name, input, id));

    public async Task<OrchestrationMetadata> EndOfAsync(string id)
    {
        using var limit = new CancellationTokenSource(Deadline);
        try
        {
            return await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            var status = (await Client.GetInstanceAsync(id))?.RuntimeStatus;
            throw new TimeoutException($"{id} has not ended: it is {status}. Its history: {string.Join(", ", await HistoryAsync(id))}");
        }
    }

    /// <summary>Waits until the instance's custom status is <paramref name="status"/>.</summary>
    public Task ReachesAsync(string id, string status) => Eventually.TrueAsync(
        async () => (await Client.GetInstanceAsync(id, getInputsAndOutputs: true))?.ReadCustomStatusAs<string>() == status,
        Deadline,
        $"{id} is at '{status}'");

    /// <summary>The kinds of events in an instance's history, in order.</summary>
    public async Task<List<string>> HistoryAsync(string id) => [.. (await EventsAsync(id)).Select(happened => happened.GetType().Name)];

    /// <summary>An instance's history.</summary>
    public async Task<List<HistoryEvent>> EventsAsync(string id)
    {
        await using var source = NpgsqlDataSource.Create(Services.Postgres);
        await using var command = source.CreateCommand("""
            select h.event from emulator_durable.history h join emulator_durable.instance i using (execution_id)
            where i.hub = $1 and i.id = $2 order by sequence
            """);
        command.Parameters.AddRange((NpgsqlParameter[])[new() { Value = Client.Name }, new() { Value = id }]);
        await using var reader = await command.ExecuteReaderAsync();
        var events = new List<HistoryEvent>();
        while (await reader.ReadAsync()) events.Add(DurableJson.Read(reader.GetString(0)));
        return events;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
