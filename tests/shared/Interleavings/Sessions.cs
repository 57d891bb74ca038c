using System.Diagnostics;
using System.Text;
using Npgsql;
using Pipeline.Messaging;
using Pipeline.Running;
using Pipeline.Flows;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Interleavings;

/// <summary>
/// Processes on one database that take turns, a statement each: what one of them does is tried in all orders with what the others do. An order
/// is written with a letter for each statement; <c>PIPELINE_ORDER</c> tries that one alone.
/// </summary>
internal sealed class Sessions : IAsyncDisposable
{
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(60);

    private static readonly string[] Tables =
    [
        "pipeline.outbox", "pipeline.attempt", "pipeline.dead_letter", "pipeline.dedupe", "pipeline.flow_callback", "pipeline.flow_progress",
        "pipeline.job", "pipeline.flow", "effect",
    ];

    private readonly List<PausingProxy> _proxies = [];
    private readonly List<TestPipeline> _processes = [];

    private Sessions(TestPipeline world) => World = world;

    /// <summary>Prepares and checks; its statements pass at once.</summary>
    public TestPipeline World { get; }

    public IReadOnlyList<TestPipeline> Processes => _processes;

    /// <param name="count">How many processes.</param>
    /// <param name="time">The clock of the last one.</param>
    public static async Task<Sessions> StartAsync(int count, TimeProvider? time = null)
    {
        // Nobody beats between the statements, and nobody is taken for dead.
        (string, string)[] settings = [("Pipeline:StaleAfter", "00:10:00"), ("Pipeline:HeartbeatInterval", "00:03:00")];
        var sessions = new Sessions(await TestPipeline.StartAsync(settings));
        // What is lost with a crash of the server is no concern here, and waiting for the disk takes most of the time.
        await TestServer.ExecuteAsync($"alter database {sessions.World.Database.Name} set synchronous_commit = off");
        var server = TestServer.To("");
        for (var i = 0; i < count; i++)
        {
            var proxy = new PausingProxy(server.Host!, server.Port);
            sessions._proxies.Add(proxy);
            sessions._processes.Add(await TestPipeline.BesideAsync(
                sessions.World,
                new TestSetup
                {
                    Time = i == count - 1 && time is not null ? time : TimeProvider.System,
                    Connection = c =>
                    {
                        (c.Host, c.Port, c.SslMode, c.GssEncryptionMode) = ("127.0.0.1", proxy.Port, SslMode.Disable, GssEncryptionMode.Disable);
                        c.Options = "-c deadlock_timeout=100ms";
                    },
                },
                settings));
        }
        return sessions;
    }

    /// <summary>All orders of two processes' statements. Of more than <paramref name="limit"/>, those that come first, and some of the others.</summary>
    /// <param name="prepare">Before each order, on empty tables.</param>
    /// <param name="works">What each process does.</param>
    /// <param name="check">After each order.</param>
    public async Task InAllOrdersAsync(Func<Task> prepare, Func<TestPipeline, Task>[] works, Func<Task> check, int limit = 80)
    {
        if (Environment.GetEnvironmentVariable("PIPELINE_ORDER") is { Length: > 0 } given)
        {
            await TryAsync(prepare, works, check, (step, ready) => step < given.Length && ready.Contains(given[step] - 'a') ? given[step] - 'a' : ready[0]);
            return;
        }
        var prefix = new List<int>();
        for (var orders = 0; orders < limit; orders++)
        {
            var steps = await TryAsync(prepare, works, check, (step, ready) => step < prefix.Count && ready.Contains(prefix[step]) ? prefix[step] : ready[0]);
            var last = steps.FindLastIndex(s => s.Ready.Any(other => other > s.Chosen));
            if (last < 0) return;
            prefix = [.. steps.Take(last).Select(s => s.Chosen), steps[last].Ready.First(other => other > steps[last].Chosen)];
        }
        await InSomeOrdersAsync(prepare, works, check);
    }

    /// <summary>Some of the orders, as seeds have them: of three processes all are too many.</summary>
    public async Task InSomeOrdersAsync(Func<Task> prepare, Func<TestPipeline, Task>[] works, Func<Task> check, int orders = 30)
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("PIPELINE_SIMULATION_SEED"), out var given) ? given : 1;
        for (var seed = first; seed < first + orders; seed++)
        {
            var random = new Random(seed);
            await TryAsync(prepare, works, check, (_, ready) => ready[random.Next(ready.Length)]);
        }
    }

    /// <summary>One process, whose connection breaks at each of its statements in turn: before the server has it, and before its answer is back.</summary>
    /// <param name="meanwhile">Done by the world while the process does not know; may be nothing.</param>
    public async Task<int> WithEachAnswerLostAsync(Func<Task> prepare, Func<TestPipeline, Task> work, Func<Task> meanwhile, Func<Task> check)
    {
        var tried = 0;
        foreach (var fate in new[] { StatementFate.RequestIsLost, StatementFate.AnswerIsLost })
            for (var (lost, isReached) = (0, true); isReached; lost++)
            {
                isReached = false;
                var at = lost;
                await TryAsync(prepare, [work], check, (_, ready) => ready[0], async step =>
                {
                    if (step != at) return StatementFate.Passes;
                    isReached = true;
                    await meanwhile();
                    return fate;
                });
                tried++;
            }
        return tried;
    }

    /// <summary>Delivers the only message there is to a process, as its host does.</summary>
    public async Task DeliverAsync(TestPipeline process, byte[] body)
    {
        await process.Get<JobProcessor>().ProcessAsync(0, body, CancellationToken.None);
        await process.Get<FlowFollowUp>().RunAsync([]);
    }

    /// <summary>Counts the messages that wait as published, and makes what travels of each.</summary>
    public async Task<List<byte[]>> PublishedAsync()
    {
        await World.ExecuteAsync("update pipeline.outbox set published_at = now(), lane = 0 where due_at < 'infinity' and wake is null");
        await using var connection = await World.Database.OpenAsync();
        await using var command = new NpgsqlCommand("select id, jobs from pipeline.outbox where published_at is not null order by id", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var bodies = new List<byte[]>();
        while (await reader.ReadAsync())
            bodies.Add(new JobMessage(reader.GetGuid(0), reader.GetFieldValue<Guid[]>(1), Lone: false).ToBytes());
        return bodies;
    }

    /// <summary>What is left runs to its end in the world's own process, flows and what maintenance finds as well.</summary>
    public async Task FinishAsync()
    {
        await World.ExecuteAsync(
            "update pipeline.outbox set token = null, owner = null, published_at = null, taken_by = null, taken_until = null, due_at = least(due_at, now()) where due_at < 'infinity'");
        await World.RunFlowsAsync();
        await World.ExecuteAsync("update pipeline.flow_progress set last_at = now() - interval '1 hour'");
        await World.ExecuteAsync("update pipeline.flow set accepted_at = now() - interval '1 hour'");
        await World.SweepFlowsAsync();
        await World.RunFlowsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in _proxies) proxy.Resume();
        foreach (var process in _processes) await process.DisposeAsync();
        foreach (var proxy in _proxies) await proxy.DisposeAsync();
        await World.DisposeAsync();
    }

    private async Task<List<Step>> TryAsync(
        Func<Task> prepare, Func<TestPipeline, Task>[] works, Func<Task> check, Func<int, int[], int> choose, Func<int, Task<StatementFate>>? fate = null)
    {
        await World.ExecuteAsync(string.Concat(Tables.Select(table => $"delete from {table};")));
        await prepare();
        var steps = new List<Step>();
        try
        {
            await RunAsync(works, choose, fate ?? (_ => Task.FromResult(StatementFate.Passes)), steps);
            await check();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"With the statements in the order PIPELINE_ORDER={Order(steps)}: {e.Message}", e);
        }
        return steps;
    }

    private async Task RunAsync(Func<TestPipeline, Task>[] works, Func<int, int[], int> choose, Func<int, Task<StatementFate>> fate, List<Step> steps)
    {
        foreach (var proxy in _proxies) proxy.Pause();
        Task[] tasks = [.. works.Select((work, i) => Task.Run(() => work(_processes[i])))];
        try
        {
            while (await ReadyAsync(tasks) is { Length: > 0 } ready)
            {
                var chosen = choose(steps.Count, ready);
                var becomes = await fate(steps.Count);
                steps.Add(new(chosen, ready));
                _proxies[chosen].Release(becomes);
            }
        }
        finally
        {
            foreach (var proxy in _proxies) proxy.Resume();
        }
        await Task.WhenAll(tasks).WaitAsync(Stuck);
    }

    /// <returns>The processes with a statement to send, once nobody moves; none when all have ended.</returns>
    private async Task<int[]> ReadyAsync(Task[] tasks)
    {
        for (var clock = Stopwatch.StartNew(); ;)
        {
            int[] moving = [.. Enumerable.Range(0, tasks.Length).Where(i => !tasks[i].IsCompleted && !_proxies[i].Holds)];
            if (moving.Length > 0 && clock.ElapsedMilliseconds > 3)
            {
                var waiting = await WaitingAsync();
                moving = [.. moving.Where(i => !tasks[i].IsCompleted && !_proxies[i].Holds && !waiting.Contains(_processes[i].Get<WorkerId>().ApplicationName))];
            }
            int[] ready = [.. Enumerable.Range(0, tasks.Length).Where(i => !tasks[i].IsCompleted && _proxies[i].Holds)];
            if (moving.Length == 0 && (ready.Length > 0 || tasks.All(t => t.IsCompleted))) return ready;
            if (clock.Elapsed > Stuck) throw new TimeoutException("Nobody moves.");
            await Task.Delay(1);
        }
    }

    // For a lock of a session that is held here: it goes on when that one does.
    private async Task<HashSet<string>> WaitingAsync()
    {
        await using var connection = await World.Database.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select application_name from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var names = new HashSet<string>();
        while (await reader.ReadAsync()) names.Add(reader.GetString(0));
        return names;
    }

    private static string Order(List<Step> steps) => steps.Aggregate(new StringBuilder(), (text, step) => text.Append((char)('a' + step.Chosen))).ToString();

    private sealed record Step(int Chosen, int[] Ready);
}
