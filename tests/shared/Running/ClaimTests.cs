using Npgsql;
using Pipeline.Running;
using Pipeline.Tests.Support;
using Pipeline.Workers;

namespace Pipeline.Tests.Running;

public sealed class ClaimTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [ServiceFact]
    public async Task One_message_delivered_twice_at_once_has_its_effects_once()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var runs = 0;
        pipeline.Script.OnStep = async run => { Interlocked.Increment(ref runs); await run.WriteAsync(); };
        await pipeline.EnqueueManyAsync(20);
        await pipeline.PublishAsync();
        while (await pipeline.TakeAsync() is { } message)
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => pipeline.ProcessAsync(message)));

        runs.ShouldBe(20);
        (await pipeline.CountAsync("effect")).ShouldBe(20);
    }

    [ServiceFact]
    public async Task A_run_whose_message_went_to_another_worker_has_no_effect()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new InvalidOperationException("must not run");
        var id = await pipeline.EnqueueAsync("a");
        var message = await pipeline.PublishAndTakeAsync();
        var row = await pipeline.ScalarAsync<Guid>("select id from pipeline.outbox");
        var lease = await pipeline.Get<LeaseTable>().ClaimAsync(row, Guid.NewGuid(), Guid.NewGuid(), 0, false, default);
        var delivery = new Delivery(pipeline.Get<RunGate>(), pipeline.Get<PipelineOptions>(), TimeProvider.System, default);
        await pipeline.ExecuteAsync("update pipeline.outbox set token = gen_random_uuid()");

        await Should.ThrowAsync<Pipeline.Jobs.JobFencedException>(() => pipeline.Get<MessageRun>().RunAsync(lease!, delivery));
        await pipeline.ProcessAsync(message);
        (await pipeline.StatusAsync(id)).ShouldBe("queued");
        (await pipeline.CountAsync("effect")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_claim_whose_answer_is_lost_is_made_again()
    {
        var server = TestServer.To("");
        await using var proxy = new SwallowingProxy(server.Host!, server.Port);
        await using var pipeline = await TestPipeline.StartAsync(
            new TestSetup { Connection = c => (c.Host, c.Port, c.SslMode) = ("127.0.0.1", proxy.Port, SslMode.Disable) });
        await pipeline.EnqueueManyAsync(96);
        var message = await pipeline.PublishAndTakeAsync();

        proxy.SwallowAnswerTo("claimed_at = now()");
        var run = pipeline.ProcessAsync(message);
        await proxy.Swallowing.EndsAsync(Soon);
        await Eventually.TrueAsync(() => IsLeasedAsync(pipeline), Soon, "the claim is committed");
        proxy.Break();
        await run.EndsAsync(Soon);

        // Its worker lives, so that no sweep would ever look at it.
        (await IsLeasedAsync(pipeline)).ShouldBeFalse();
        (await pipeline.CountAsync("effect")).ShouldBe(3);
    }

    private static Task<bool> IsLeasedAsync(TestPipeline pipeline) =>
        pipeline.ScalarAsync<bool>("select exists (select from pipeline.outbox where token is not null)");
}
