using Microsoft.EntityFrameworkCore;
using Pipeline.Flows;
using Pipeline.Recovery;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Recovery;

public sealed class ExpiryRecoveryTests
{
    [ServiceFact]
    public async Task A_job_that_waits_past_its_time_expires_without_its_turn()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var (soon, put, later) = await pipeline.WithDbAsync(async db =>
        {
            var ids = (db.Enqueue(new Step("a"), new() { ExpiresAfter = TimeSpan.FromMinutes(1) }),
                db.Enqueue(new Step("b"), new() { ExpiresAfter = TimeSpan.FromMinutes(1), Delay = TimeSpan.FromDays(9) }),
                db.Enqueue(new Step("c"), new() { ExpiresAfter = TimeSpan.FromHours(1) }));
            await db.SaveChangesAsync();
            return ids;
        });
        await pipeline.PublishAsync();
        (await RunAsync(pipeline)).ShouldBe(0);
        await pipeline.ExecuteAsync("update pipeline.outbox set expires_at = expires_at - interval '2 minutes'");

        (await RunAsync(pipeline)).ShouldBe(2);

        (await pipeline.StatusAsync(soon)).ShouldBe("expired");
        (await pipeline.StatusAsync(put)).ShouldBe("expired");
        (await pipeline.StatusAsync(later)).ShouldBe("queued");
        while (await pipeline.TakeAsync() is { } message)
            await pipeline.ProcessAsync(message);
        (await pipeline.CountAsync("effect")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_job_that_has_been_claimed_is_left_alone()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = async run =>
        {
            await pipeline.ExecuteAsync("update pipeline.outbox set expires_at = now() - interval '1 minute'");
            (await RunAsync(pipeline)).ShouldBe(0);
            await run.WriteAsync();
        };
        var id = await pipeline.WithDbAsync(async db =>
        {
            var job = db.Enqueue(new IoStep("a"), new() { ExpiresAfter = TimeSpan.FromMinutes(1) });
            await db.SaveChangesAsync();
            return job;
        });
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(id)).ShouldBe("succeeded");
    }

    [ServiceTheory]
    [InlineData(FailurePolicy.FailFast, "failed", 0)]
    [InlineData(FailurePolicy.ContinueOnFailure, "succeeded", 1)]
    public async Task Members_that_expire_are_failures_of_their_flow(FailurePolicy policy, string status, int bodies)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var flow = await pipeline.StartAsync(
            Flow.Chord(Enumerable.Range(0, 40).Select(i => new Step($"{i}")), new Step("body")) with { OnFailure = policy, ExpiresAfter = TimeSpan.FromMinutes(1) });
        await pipeline.ExecuteAsync("update pipeline.outbox set expires_at = now() - interval '1 minute' where expires_at is not null");
        (await RunAsync(pipeline)).ShouldBe(40);
        await pipeline.ExecuteAsync("update pipeline.job set expires_after = null");
        await pipeline.RunFlowsAsync();
        var ended = await pipeline.ProgressAsync(flow.Id);
        (ended.Status, ended.Expired).ShouldBe((status, 40));
        (await pipeline.CountAsync("effect where text = 'body'")).ShouldBe(bodies);
    }

    private static Task<int> RunAsync(TestPipeline pipeline) => pipeline.Get<ExpiryRecovery>().RunAsync(CancellationToken.None);
}
