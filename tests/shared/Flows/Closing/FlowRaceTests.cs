using Npgsql;
using Pipeline.Flows;
using Pipeline.Messaging;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

public sealed class FlowRaceTests
{
    private const int Rounds = 12;

    [ServiceFact]
    public async Task Drivers_workers_and_sweeps_at_once_close_every_flow_once()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:FlowSweepAfter", "00:00:00"), ("Pipeline:LostAfter", "01:00:00"));
        pipeline.Script.OnStep = run => run.WriteAsync();
        var flows = new List<Guid>();
        for (var i = 0; i < Rounds; i++)
            flows.Add((await pipeline.StartAsync(Flow.Chord(
                Enumerable.Range(0, 6).Select(_ => Flow.Chain(new Step("a"), Flow.Group([new Step("b"), new Step("c")]), new Step("d"))), then: new Step("body")) with { MaxParallel = 3 })).Id);

        await TogetherAsync(pipeline, async () => await pipeline.CountAsync("pipeline.flow where finished_at is null") == 0, () => DriveAsync(pipeline, flows), () => DriveAsync(pipeline, flows));

        foreach (var flow in flows) (await pipeline.ProgressAsync(flow)).Status.ShouldBe("succeeded");
        (await pipeline.CountAsync("effect where text = 'body'")).ShouldBe(Rounds);
        (await pipeline.CountAsync("effect")).ShouldBe(Rounds * 25);
    }

    [ServiceFact]
    public async Task Flows_that_are_cancelled_while_they_release_and_close_end_once_and_no_deadlock_gets_out()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:FlowSweepAfter", "00:00:00"), ("Pipeline:LostAfter", "01:00:00"));
        pipeline.Script.OnStep = run => run.WriteAsync();
        var flows = new List<Guid>();
        for (var i = 0; i < Rounds; i++)
            flows.Add((await pipeline.StartAsync(Flow.Chord(
                Enumerable.Range(0, 8).Select(_ => Flow.Chain(new Step("a"), Flow.Group([Flow.Chain(new Step("b"), new Step("c"))]), new Step("d"))), then: new Step("body")) with { MaxParallel = 2 })).Id);
        var next = -1;

        await TogetherAsync(pipeline, async () => await pipeline.CountAsync("pipeline.flow where finished_at is null") == 0,
            () => DriveAsync(pipeline, flows),
            async () =>
            {
                if (Interlocked.Increment(ref next) is var i && i < Rounds) await pipeline.Get<FlowClient>().CancelAsync(flows[i], default);
            });

        foreach (var flow in flows)
            (await pipeline.ProgressAsync(flow)).ShouldSatisfyAllConditions(f => f.Status.ShouldBeOneOf("cancelled", "succeeded"), f => f.Open.ShouldBe(0));
        (await pipeline.CountAsync("pipeline.job where status = 'queued'")).ShouldBe(0);
        (await pipeline.CountAsync("pipeline.outbox where wake is null")).ShouldBe(0);
        var bodies = await pipeline.CountAsync("effect where text = 'body'");
        (await pipeline.CountAsync("pipeline.flow where parent_id is null and result = 'succeeded'")).ShouldBe(bodies);
    }

    [ServiceFact]
    public async Task A_deadlock_with_somebody_who_holds_the_rows_the_other_way_round_is_met_by_another_try()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var inner = Guid.CreateVersion7();
        var flow = await pipeline.StartAsync(Flow.Group([Flow.Group([new Step("a")]) with { Id = inner }]));
        await using var other = await pipeline.Database.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await LockAsync(other, flow.Id);
        // Innermost first: it has the inner one and waits for the outer one.
        var cancel = pipeline.Get<FlowClient>().CancelAsync(flow.Id, default);
        await Eventually.TrueAsync(async () => await pipeline.CountAsync("pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()") == 1, TimeSpan.FromSeconds(20), "it waits");
        try
        {
            await LockAsync(other, inner);
            await transaction.CommitAsync();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            // The server chose this one, and the other goes on.
            await transaction.RollbackAsync();
        }
        (await cancel).ShouldBeTrue();
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("cancelled");
    }

    [ServiceFact]
    public async Task Flows_whose_wakes_are_all_lost_are_closed_by_the_sweep_once_they_are_left_alone_long_enough()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:FlowSweepAfter", "00:10:00"), ("Pipeline:CloseFlowsOnCommit", "false"));
        var flow = await pipeline.StartAsync(Flow.Chain(Flow.Chord([new Step("a")], then: new Step("b")), new Step("c")) with { Then = new Step("body") });
        await LoseWakesAsync(pipeline);
        (await pipeline.SweepFlowsAsync()).ShouldBe(0);
        // One level a round, as what each sweep wakes is lost again.
        for (var i = 0; i < 6; i++)
        {
            await pipeline.ExecuteAsync("update pipeline.flow set accepted_at = accepted_at - interval '1 hour'");
            await pipeline.ExecuteAsync("update pipeline.flow_progress set last_at = last_at - interval '1 hour'");
            await pipeline.SweepFlowsAsync();
            await LoseWakesAsync(pipeline);
        }
        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("succeeded");
        (await pipeline.ScalarAsync<string>("select string_agg(text, ' ' order by id) from effect")).ShouldBe("a b c body");
    }

    // Runs all there is, and loses what asks for a look.
    private static async Task LoseWakesAsync(TestPipeline pipeline)
    {
        await pipeline.RunAsync();
        await pipeline.ExecuteAsync("delete from pipeline.outbox where wake is not null");
        await pipeline.WithChannelAsync(async channel => await channel.QueuePurgeAsync(pipeline.Queues.Lane(LaneQueues.Flows)));
    }

    private static async Task LockAsync(NpgsqlConnection connection, Guid flow)
    {
        await using var command = new NpgsqlCommand("select 1 from pipeline.flow where id = $1 for update", connection) { Parameters = { new() { Value = flow } } };
        await command.ExecuteScalarAsync();
    }

    private static async Task DriveAsync(TestPipeline pipeline, List<Guid> flows)
    {
        foreach (var flow in flows)
            await pipeline.Get<FlowDriver>().DriveAsync(flow, default);
    }

    // Two workers, the sweep and others, each again and again.
    private static async Task TogetherAsync(TestPipeline pipeline, Func<Task<bool>> over, params IEnumerable<Func<Task>> others)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var done = false;
        async Task AgainAsync(Func<Task> work)
        {
            while (!Volatile.Read(ref done))
            {
                limit.Token.ThrowIfCancellationRequested();
                await work();
            }
        }
        async Task WorkAsync()
        {
            await pipeline.PublishAsync();
            if (await pipeline.TakeAsync() is { } message) await pipeline.ProcessAsync(message);
            else if (await over()) Volatile.Write(ref done, true);
        }
        var all = others.Select(AgainAsync).Append(AgainAsync(WorkAsync)).Append(AgainAsync(WorkAsync)).Append(AgainAsync(pipeline.SweepFlowsAsync)).ToList();
        await Task.WhenAll(all);
    }
}
