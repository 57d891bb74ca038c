using Npgsql;
using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Messaging;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

/// <summary>Flows that stay due, whatever is done for them, keep no other flow waiting.</summary>
public sealed class StarvedFlowTests
{
    private const int Many = 230;

    private static readonly (string, string)[] OnlyTheSweep =
        [("Pipeline:FlowSweepAfter", "00:00:00"), ("Pipeline:CloseFlowsOnCommit", "false"), ("Pipeline:LostAfter", "01:00:00")];

    [ServiceFact]
    public async Task Behind_hundreds_of_flows_that_stop_while_their_members_run_the_next_one_is_closed()
    {
        await using var pipeline = await TestPipeline.StartAsync(OnlyTheSweep);
        for (var i = 0; i < Many; i++) await pipeline.StartAsync(Flow.Group([new IoStep("runs")]));
        await HoldAsync(pipeline);
        var last = await pipeline.StartAsync(Flow.Group([new Step("last")]));
        await LoseWakesAsync(pipeline);

        await pipeline.SweepFlowsAsync();

        (await pipeline.ProgressAsync(last.Id)).Status.ShouldBe("succeeded");
        (await pipeline.CountAsync("pipeline.flow where finished_at is null")).ShouldBe(Many);
    }

    [ServiceFact]
    public async Task In_a_flow_with_hundreds_of_those_the_next_one_is_closed()
    {
        await using var pipeline = await TestPipeline.StartAsync(OnlyTheSweep);
        var last = Guid.Parse("ffffffff-0000-7000-8000-000000000000");
        var root = await pipeline.StartAsync(Flow.Group(
            [.. Enumerable.Range(0, Many).Select(_ => Flow.Group([new IoStep("runs")])), Flow.Group([new Step("last")]) with { Id = last }]));
        await HoldAsync(pipeline);
        await LoseWakesAsync(pipeline);

        await pipeline.Get<FlowDriver>().DriveAsync(root.Id, CancellationToken.None);

        (await pipeline.ProgressAsync(last)).Status.ShouldBe("succeeded");
    }

    [ServiceFact]
    public async Task A_flow_whose_error_callback_is_delayed_is_not_due()
    {
        await using var pipeline = await TestPipeline.StartAsync(OnlyTheSweep);
        pipeline.Script.OnStep = run => run.Text == "error" ? throw new RetryJobException(TimeSpan.FromDays(2), "later") : throw new PermanentJobException("no");
        await pipeline.StartAsync(Flow.Group([new Step("a")]) with { OnFailure = FailurePolicy.FailFast, OnError = new Step("error") });
        await pipeline.RunAsync();
        await pipeline.SweepFlowsAsync();
        await pipeline.RunAsync();
        (await pipeline.CountAsync("pipeline.flow where stage = 'error' and stopping = 'failed'")).ShouldBe(1);

        (await pipeline.SweepFlowsAsync()).ShouldBe(0);
        (await pipeline.Get<FlowDriver>().FindAsync(await pipeline.ScalarAsync<Guid>("select id from pipeline.flow"), CancellationToken.None))!.More.ShouldBeFalse();
    }

    [ServiceFact]
    public async Task What_ends_jobs_by_the_statement_ends_them_by_the_rules()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.ExecuteAsync("alter type pipeline.flow_stop add value 'later'");
        await using var connection = await pipeline.Database.OpenAsync();
        await using var command = new NpgsqlCommand($"""
            select f.stage::text, f.stopping::text, {FlowLook.Ends}
            from (select s as stage, t as stopping from unnest(enum_range(null::pipeline.flow_stage)) s, unnest(array_append(enum_range(null::pipeline.flow_stop), null)) t) f
            """, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var count = 0;
        for (; await rows.ReadAsync(); count++)
            if (rows.GetString(0) != "done")
                rows.GetBoolean(2).ShouldBe(
                    FlowRules.Ends(FlowNames.Stage(rows.GetString(0)), rows.IsDBNull(1) ? null : FlowNames.Stop(rows.GetString(1))).Any,
                    $"{rows.GetString(0)}, {(rows.IsDBNull(1) ? "none" : rows.GetString(1))}");
        count.ShouldBe(30);
    }

    [ServiceFact]
    public async Task A_flow_that_stops_for_a_reason_of_newer_code_is_left_to_it_and_keeps_no_other()
    {
        await using var pipeline = await TestPipeline.StartAsync(OnlyTheSweep);
        await pipeline.ExecuteAsync("alter type pipeline.flow_stop add value 'later'");
        var newer = await pipeline.StartAsync(Flow.Group([new Step("newer")]));
        await pipeline.ExecuteAsync("update pipeline.flow set stopping = 'later'");
        var other = await pipeline.StartAsync(Flow.Group([new Step("other")]));
        await LoseWakesAsync(pipeline);

        await pipeline.SweepFlowsAsync();

        (await pipeline.ProgressAsync(other.Id)).Status.ShouldBe("succeeded");
        (await pipeline.ProgressAsync(newer.Id)).FinishedAt.ShouldBeNull();
        (await pipeline.CountAsync("pipeline.job where status = 'dead'")).ShouldBe(0);
    }

    // Another worker runs their members, and goes on to do so: they stop as soon as those have ended.
    private static async Task HoldAsync(TestPipeline pipeline)
    {
        await pipeline.ExecuteAsync("""
            update pipeline.flow set stopping = 'failed', fail_fast = true where id in (select flow_id from pipeline.outbox where type = 'test.io-step')
            """);
        await pipeline.ExecuteAsync("""
            update pipeline.outbox set token = gen_random_uuid(), published_at = now(), lane = 0 where type = 'test.io-step' and due_at < 'infinity'
            """);
    }

    private static async Task LoseWakesAsync(TestPipeline pipeline)
    {
        await pipeline.RunAsync();
        await pipeline.ExecuteAsync("delete from pipeline.outbox where wake is not null");
        await pipeline.WithChannelAsync(async channel => await channel.QueuePurgeAsync(pipeline.Queues.Lane(LaneQueues.Flows)));
    }
}
