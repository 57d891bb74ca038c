using Microsoft.Extensions.Logging;
using Pipeline.Tests.Support;
using Pipeline.Workers;

namespace Pipeline.Tests.Workers;

public sealed class HeartbeatTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [ServiceFact]
    public async Task It_goes_on_after_an_outage()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        using var lifetime = new TestLifetime();
        using var heartbeat = Heartbeat(pipeline, lifetime);
        await pipeline.Database.LeaveAsync();
        await heartbeat.StartAsync(default);
        await Eventually.TrueAsync(() => pipeline.Log.Count("No heartbeat") > 0, Soon, "a beat has failed");
        await pipeline.Database.ReturnAsync();
        var back = await pipeline.ScalarAsync<DateTime>("select now()");
        await Eventually.TrueAsync(async () => await pipeline.CountAsync($"pipeline.worker where heartbeat_at > '{back:O}'") == 1, Soon, "a beat came through");
        await heartbeat.StopAsync(default);
    }

    [ServiceFact]
    public async Task A_process_that_stops_lets_what_runs_end_starts_nothing_and_is_gone()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var (started, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        pipeline.Script.OnStep = async run => { started.TrySetResult(); await end.Task; await run.WriteAsync(); };
        await pipeline.EnqueueManyAsync(2);
        var first = pipeline.ProcessAsync(await pipeline.PublishAndTakeAsync());
        await started.Task.EndsAsync(Soon);

        var second = (await pipeline.TakeAsync())!.Value;
        using var lifetime = new TestLifetime();
        using var heartbeat = Heartbeat(pipeline, lifetime);
        await heartbeat.StartAsync(default);
        lifetime.StopApplication();
        await Eventually.TrueAsync(() => pipeline.Get<RunGate>().IsClosed, Soon, "the gate is closed");
        var stopping = heartbeat.StopAsync(default);
        await Should.ThrowAsync<OperationCanceledException>(() => pipeline.ProcessAsync(second));
        end.SetResult();
        await Task.WhenAll(first, stopping).EndsAsync(Soon);

        (await pipeline.CountAsync("effect")).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.worker where released_at is not null")).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.outbox where token is not null")).ShouldBe(0);
    }

    private static Heartbeat Heartbeat(TestPipeline pipeline, TestLifetime lifetime) => new(
        pipeline.Get<WorkerPresence>(), pipeline.Get<RunGate>(), lifetime, pipeline.Get<PipelineOptions>(), TimeProvider.System,
        pipeline.Get<ILogger<Heartbeat>>());
}
