using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Oracles;
using Pipeline.Tests.Support;

namespace Pipeline.EndToEnd.Tests.Servers;

/// <summary>The emulator's orchestrations of flows, for what an operator or an accident does to them. Needs <see cref="Needs.Emulator"/>.</summary>
public sealed class Orchestrations(Database database)
{
    public const string Completed = "Completed";
    public const string Terminated = "Terminated";
    public const string Running = "Running";
    public const string Unknown = "unknown";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    public Task<string> StatusAsync(Guid flow) => database.OneAsync<string>(
        """
        select coalesce((select case status when 0 then 'Running' when 1 then 'Completed' when 3 then 'Failed' when 5 then 'Terminated' else 'Pending' end
                         from emulator_durable.instance where id = $1), 'unknown')
        """, $"{flow}");

    public Task HasAsync(Guid flow, string status) =>
        Eventually.TrueAsync(async () => await StatusAsync(flow) == status, Soon, $"the orchestration of flow {flow} is {status}");

    /// <summary>Waits until the orchestrator of a flow has had a look and waits.</summary>
    public Task WaitsAsync(Guid flow) =>
        Eventually.TrueAsync(async () => (await HistoryAsync(flow)).LastOrDefault() == "TimerCreated", Soon, $"the orchestration of flow {flow} waits");

    /// <summary>The kinds of events of its history, in order.</summary>
    public Task<string[]> HistoryAsync(Guid flow) => database.OneAsync<string[]>(
        """
        select coalesce(array_agg(h.event::json ->> 'event' order by h.sequence), '{}')
        from emulator_durable.history h join emulator_durable.instance i using (execution_id) where i.id = $1
        """, $"{flow}");

    public async Task TerminateAsync(Guid flow) => (await database.ExecuteAsync(
        """
        insert into emulator_durable.message (execution_id, event)
        select execution_id, '{"event":"ExecutionTerminated","Output":null}' from emulator_durable.instance where id = $1
        """, $"{flow}")).ShouldBe(1);

    /// <summary>Leaves no trace of it.</summary>
    public async Task DeleteAsync(Guid flow) => (await database.ExecuteAsync("delete from emulator_durable.instance where id = $1", $"{flow}")).ShouldBe(1);

    /// <summary>Gives all orchestrations to a process that does nothing with them.</summary>
    public Task PutToSleepAsync() => database.ExecuteAsync("update emulator_durable.hub set token = token + 1, expires_at = now() + interval '1 hour'");

    /// <summary>Lets the next process that asks have them.</summary>
    public Task AwakenAsync() => database.ExecuteAsync("update emulator_durable.hub set expires_at = '-infinity'");
}
