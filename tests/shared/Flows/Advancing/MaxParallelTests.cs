using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

public sealed class MaxParallelTests
{
    private const string InFlight = """
        select greatest(0, (select count(*) from pipeline.outbox o cross join unnest(o.jobs) as m(id) join pipeline.job j on j.id = m.id and j.status = 'queued'
                            where o.flow_id = f.id and o.due_at < 'infinity'))
               + (select count(*) from pipeline.flow c where c.parent_id = f.id and c.finished_at is null and c.stage <> 'waiting')
        from pipeline.flow f where f.id = $1
        """;

    [ServiceTheory]
    [InlineData(1, false)]
    [InlineData(7, false)]
    [InlineData(7, true)]
    public async Task No_more_members_than_that_are_queued_or_running_at_any_moment(int most, bool nested)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var random = new Random(most);
        pipeline.Script.OnStep = run => random.Next(8) == 0 ? throw new IOException("again") : run.Text == "bad" ? throw new PermanentJobException("bad") : run.WriteAsync();
        var members = Enumerable.Range(0, 40).Select(i => (object)(nested && i % 2 == 0 ? Flow.Chain(new Step("a"), new Step("b")) : new BatchStep(i % 20 == 0 ? "bad" : $"{i}")));
        var flow = await pipeline.StartAsync(Flow.Group(members) with { MaxParallel = most, OnFailure = FailurePolicy.ContinueOnFailure });
        var highest = 0L;
        while ((await pipeline.ProgressAsync(flow.Id)).Result is null)
        {
            await pipeline.PublishAsync();
            var taken = await pipeline.TakeAsync();
            if (taken is { } message) await pipeline.ProcessAsync(message);
            highest = Math.Max(highest, await pipeline.ScalarAsync<long>(InFlight, flow.Id));
            highest.ShouldBeLessThanOrEqualTo(most);
            if (taken is null) await (await pipeline.DriveWokenAsync() > 0 ? Task.CompletedTask : pipeline.SkipDelaysAsync());
        }
        highest.ShouldBe(most);
        (await pipeline.ProgressAsync(flow.Id)).Open.ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_release_that_was_lost_is_made_up_for_while_another_member_waits()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:FlowSweepAfter", "00:00:00"));
        pipeline.Script.OnStep = run => run.Text == "waits" ? throw new RetryJobException(TimeSpan.FromDays(1), "not yet") : run.WriteAsync();
        var flow = await pipeline.StartAsync(Flow.Group(new[] { "waits", "a", "b", "c" }.Select(t => new Step(t))) with { MaxParallel = 2 });
        await pipeline.RunAsync();
        (await pipeline.ProgressAsync(flow.Id)).Succeeded.ShouldBe(3);

        // As if the process had ended between a member's commit and what follows it.
        var lost = await pipeline.StartAsync(Flow.Group(new[] { "waits", "a", "b", "c" }.Select(t => new Step(t))) with { MaxParallel = 2 });
        await pipeline.PublishAsync();
        await pipeline.ExecuteAsync("update pipeline.flow set released = 4 where id = $1", lost.Id);
        while (await pipeline.TakeAsync() is { } message) await pipeline.ProcessAsync(message);
        await pipeline.ExecuteAsync("update pipeline.flow set released = 2 where id = $1", lost.Id);
        (await pipeline.ProgressAsync(lost.Id)).Succeeded.ShouldBe(1);

        await pipeline.SweepFlowsAsync();
        await pipeline.RunAsync();
        (await pipeline.ProgressAsync(lost.Id)).Succeeded.ShouldBe(3);
    }

    [ServiceFact]
    public async Task What_the_sweep_asks_for_room_is_what_the_rule_says()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.ExecuteAsync("""
            insert into pipeline.flow (id, root_id, name, total, released, max_parallel)
            select id, id, 'f', total, released, most from (
                select gen_random_uuid() as id, total, released, most from generate_series(0, 9) total, generate_series(0, 9) released, generate_series(1, 9) most) f
            """);
        await pipeline.ExecuteAsync("insert into pipeline.flow_progress (flow_id, lane, succeeded) select id, 0, (hashtext(id::text) & 7) from pipeline.flow");
        await pipeline.ExecuteAsync("insert into pipeline.outbox (id, type, version, jobs, flow_id) select gen_random_uuid(), 't', 1, '{}', id from pipeline.flow");
        await using var connection = await pipeline.Database.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand($"select total, released, max_parallel, {FlowLook.Ended}, {FlowLook.IsDue} from pipeline.flow f", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = 0;
        for (; await reader.ReadAsync(); rows++)
        {
            var (total, released, most, ended) = (reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3));
            reader.GetBoolean(4).ShouldBe(FlowRules.HasRoom(total, released, ended, most), $"total {total}, released {released}, most {most}, ended {ended}");
        }
        rows.ShouldBe(900);
    }
}
