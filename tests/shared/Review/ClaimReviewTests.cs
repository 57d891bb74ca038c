using Npgsql;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Review;

public sealed class ClaimReviewTests
{
    [ServiceFact]
    public async Task A_claim_whose_answer_is_lost_does_not_orphan_the_message()
    {
        var target = new NpgsqlConnectionStringBuilder(Services.Postgres);
        await using var proxy = new CuttingProxy(target.Host!, target.Port);
        await using var world = await ReviewWorld.StartAsync(connection: c => (c.Host, c.Port, c.SslMode) = ("127.0.0.1", proxy.Port, SslMode.Disable));
        var message = await world.PutAsync("review.database", 3);

        proxy.CutAnswerTo("claimed_at = now()");
        var run = world.DeliverAsync(message);
        await proxy.Cut.WaitAsync(TimeSpan.FromSeconds(20));
        await Eventually.TrueAsync(() => world.SqlAsync<bool>("select token is not null from pipeline.outbox"), TimeSpan.FromSeconds(10), "the claim is committed");
        proxy.Release.SetResult();
        await run.WaitAsync(TimeSpan.FromSeconds(30));

        // The worker lives, so no sweep will ever look at it: either this run or a put-back has to deal with the lease.
        (await world.SqlAsync<bool>("select not exists (select from pipeline.outbox where token is not null)")).ShouldBeTrue("the message is leased to a living worker that has forgotten it");
    }

    [ServiceFact]
    public async Task A_database_that_refuses_the_claim_does_not_make_the_host_requeue_at_once()
    {
        await using var world = await ReviewWorld.StartAsync();
        var message = await world.PutAsync("review.database", 1);
        // A managed server does this when its disk is nearly full, or when the connection landed on a standby.
        await world.SqlAsync($"alter database {world.Prefix} set default_transaction_read_only = on");
        using var stop = new CancellationTokenSource();
        var run = world.DeliverAsync(message, stopping: stop.Token);
        var ended = await Task.WhenAny(run, Task.Delay(TimeSpan.FromSeconds(3)));
        var early = ended == run;
        await stop.CancelAsync();
        await run.ContinueWith(_ => { }, TaskScheduler.Default);
        early.ShouldBeFalse("the function failed at once: " + run.Exception?.InnerException?.Message);
    }
}
