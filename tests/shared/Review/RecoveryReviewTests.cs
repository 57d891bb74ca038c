using Npgsql;
using Pipeline.Recovery;
using Pipeline.Tests.Support;
using Pipeline.Workers;

namespace Pipeline.Tests.Review;

public sealed class RecoveryReviewTests
{
    private static readonly Dictionary<string, string> Quick = new() { ["StaleAfter"] = "00:00:03", ["HeartbeatInterval"] = "00:00:01" };

    [ServiceFact]
    public async Task A_database_that_stood_still_makes_nobody_look_dead()
    {
        await using var world = await ReviewWorld.StartAsync(Quick);
        var (presence, recovery) = (world.Get<WorkerPresence>(), world.Get<WorkerRecovery>());
        await BeatUntilSteadyAsync(presence);
        var other = await LeaseToAsync(world, released: false, lone: false);

        // Every heartbeat that is under way waits, as when the server's disk or its machine stands still.
        await using var connection = await world.ConnectAsync();
        await using var still = await connection.BeginTransactionAsync();
        await using (var stop = new NpgsqlCommand("lock table pipeline.worker in exclusive mode", connection, still)) await stop.ExecuteNonQueryAsync();
        var beat = presence.BeatAsync(CancellationToken.None);
        await Eventually.TrueAsync(
            () => world.SqlAsync<bool>($"select heartbeat_at < clock_timestamp() - interval '4 s' from pipeline.worker where id = '{other}'"), TimeSpan.FromSeconds(10), "time passes");
        await still.CommitAsync();
        await Record.ExceptionAsync(() => beat);
        await presence.BeatAsync(CancellationToken.None);

        (await recovery.RunAsync(CancellationToken.None)).ShouldBe(0, "the other worker was called dead before it could beat again");
    }

    [ServiceFact]
    public async Task A_lone_run_cut_off_by_a_graceful_stop_does_not_count()
    {
        await using var world = await ReviewWorld.StartAsync(Quick);
        await LeaseToAsync(world, released: true, lone: true);
        await BeatUntilSteadyAsync(world.Get<WorkerPresence>());
        await world.Get<WorkerRecovery>().RunAsync(CancellationToken.None);
        (await world.CountAsync("dead")).ShouldBe(0, "two deployments made the job dead");
    }

    [ServiceFact]
    public async Task A_worker_that_stops_lets_go_of_what_it_can_while_a_transaction_is_open()
    {
        await using var world = await ReviewWorld.StartAsync();
        var presence = world.Get<WorkerPresence>();
        await presence.BeatAsync(CancellationToken.None);
        var (busy, idle) = (await world.PutAsync("review.database", 1), await world.PutAsync("review.io", 1));
        await world.SqlAsync($"update pipeline.outbox set token = gen_random_uuid(), owner = '{presence.Id}', claimed_at = now()");
        await using var connection = await world.ConnectAsync();
        await using var running = await connection.BeginTransactionAsync();
        await using (var fence = new NpgsqlCommand($"select 1 from pipeline.outbox where id = '{busy}' for share", connection, running)) await fence.ExecuteNonQueryAsync();

        var release = presence.ReleaseAsync(CancellationToken.None);
        var ended = await Task.WhenAny(release, Task.Delay(TimeSpan.FromSeconds(5))) == release;
        var freed = await world.SqlAsync<bool>($"select token is null from pipeline.outbox where id = '{idle}'");
        await running.RollbackAsync();
        await release;
        ended.ShouldBeTrue("the release waits for the running transaction");
        freed.ShouldBeTrue();
    }

    [ServiceFact]
    public async Task Messages_of_a_lane_that_is_no_more_are_found()
    {
        await using var world = await ReviewWorld.StartAsync(new() { ["Lanes"] = "4", ["LostAfter"] = "00:00:01" });
        await world.Get<Pipeline.Messaging.Topology>().DeclareAsync(CancellationToken.None);
        await world.PutAsync("review.database", 1);
        await world.SqlAsync("update pipeline.outbox set lane = 7, published_at = now() - interval '1 hour'");
        (await world.Get<MessageRecovery>().RunAsync(CancellationToken.None)).ShouldBe(1);
    }

    private static async Task BeatUntilSteadyAsync(WorkerPresence presence) =>
        await Eventually.TrueAsync(
            async () => { await presence.BeatAsync(CancellationToken.None); return presence.CanJudge; }, TimeSpan.FromSeconds(10), "the worker may judge");

    private static async Task<Guid> LeaseToAsync(ReviewWorld world, bool released, bool lone)
    {
        var (owner, message) = (Guid.NewGuid(), await world.PutAsync("review.database", 1, lone));
        await world.SqlAsync($"""
            insert into pipeline.worker (id, host, released_at) values ('{owner}', 'other', case when {released} then now() end);
            update pipeline.outbox set token = gen_random_uuid(), owner = '{owner}', alone = {lone}, claimed_at = now() where id = '{message}';
            update pipeline.job set interruptions = case when {lone} then 1 else 0 end
            """);
        return owner;
    }
}
