using Pipeline.Database;
using Pipeline.Outbox;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Outbox;

/// <summary>When ordinary rows wait in the outbox, and what never makes them wait.</summary>
public sealed class LaneBacklogTests
{
    private readonly ManualTime _time = new();

    [ServiceFact]
    public async Task Lanes_have_enough_when_two_messages_wait_in_each()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:Lanes", "8"));
        var backlog = Backlog(pipeline);
        (await backlog.IsEnoughAsync(default)).ShouldBeFalse();
        for (var lane = 0; lane < 8; lane++) await PublishedAsync(pipeline, lane, 2);
        (await backlog.IsEnoughAsync(default)).ShouldBeTrue();
        // One of them is claimed.
        await pipeline.ExecuteAsync(
            "update pipeline.outbox set token = gen_random_uuid(), owner = gen_random_uuid(), claimed_at = now() where id = (select id from pipeline.outbox where lane = 3 limit 1)");
        (await backlog.IsEnoughAsync(default)).ShouldBeFalse();
    }

    [ServiceFact]
    public async Task A_dead_lane_with_a_thousand_messages_holds_back_nothing()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:Lanes", "8"));
        await PublishedAsync(pipeline, 5, 1_000);
        await pipeline.ExecuteAsync("update pipeline.outbox set published_at = now() - interval '1 minute'");
        var backlog = Backlog(pipeline);
        (await backlog.IsEnoughAsync(default)).ShouldBeFalse();
        for (var lane = 0; lane < 8; lane++) if (lane != 5) await PublishedAsync(pipeline, lane, 2);
        (await backlog.IsEnoughAsync(default)).ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(2));
        // It counts neither way: the others have work enough.
        (await backlog.IsEnoughAsync(default)).ShouldBeTrue();
        await pipeline.ExecuteAsync("delete from pipeline.outbox where lane <> 5");
        (await backlog.IsEnoughAsync(default)).ShouldBeFalse();
    }

    [ServiceFact]
    public async Task Where_no_lane_gets_on_nothing_waits()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:Lanes", "8"));
        for (var lane = 0; lane < 8; lane++) await PublishedAsync(pipeline, lane, 3);
        await pipeline.ExecuteAsync("update pipeline.outbox set published_at = now() - interval '1 minute'");
        var backlog = Backlog(pipeline);
        (await backlog.IsEnoughAsync(default)).ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(2));
        (await backlog.IsEnoughAsync(default)).ShouldBeFalse();
    }

    [ServiceFact]
    public async Task A_lane_that_claims_gets_on_however_old_what_waits_is()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:Lanes", "8"));
        for (var lane = 0; lane < 8; lane++) await PublishedAsync(pipeline, lane, 3);
        await pipeline.ExecuteAsync("update pipeline.outbox set published_at = now() - interval '1 minute'");
        await pipeline.ExecuteAsync(
            "update pipeline.outbox set token = gen_random_uuid(), owner = gen_random_uuid(), claimed_at = now() where id in (select distinct on (lane) id from pipeline.outbox)");
        var backlog = Backlog(pipeline);
        await backlog.IsEnoughAsync(default);
        _time.Advance(TimeSpan.FromSeconds(2));
        (await backlog.IsEnoughAsync(default)).ShouldBeTrue();
    }

    private LaneBacklog Backlog(TestPipeline pipeline) => new(pipeline.Get<PipelineDatabase>(), pipeline.Get<PipelineOptions>(), _time);

    private static Task PublishedAsync(TestPipeline pipeline, int lane, int count) => pipeline.ExecuteAsync(
        """
        insert into pipeline.outbox (id, type, version, jobs, lane, published_at)
        select gen_random_uuid(), 'test.step', 1, array[gen_random_uuid()], $1, now() from generate_series(1, $2)
        """, (short)lane, count);
}
