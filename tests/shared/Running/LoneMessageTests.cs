using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

public sealed class LoneMessageTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    // That something does not start can only be seen by giving it the time in which it would have.
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(300);

    private readonly TaskCompletionSource _loneRuns = new();
    private readonly TaskCompletionSource _loneEnds = new();
    private readonly TaskCompletionSource _otherRuns = new();
    private readonly TaskCompletionSource _otherEnds = new();

    [ServiceFact]
    public async Task While_a_lone_message_runs_nothing_else_starts()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var (lone, other) = await PrepareAsync(pipeline);
        var first = pipeline.ProcessAsync(lone);
        await _loneRuns.Task.EndsAsync(Soon);
        var second = pipeline.ProcessAsync(other);
        (await Task.WhenAny(_otherRuns.Task, Task.Delay(Window))).ShouldNotBe(_otherRuns.Task);
        (await pipeline.CountAsync("pipeline.outbox where alone and token is not null")).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.outbox where not lone and token is not null")).ShouldBe(0);

        _loneEnds.SetResult();
        await first.EndsAsync(Soon);
        await _otherRuns.Task.EndsAsync(Soon);
        _otherEnds.SetResult();
        await second.EndsAsync(Soon);
    }

    [ServiceFact]
    public async Task A_lone_message_waits_for_what_runs_and_is_then_alone()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var (lone, other) = await PrepareAsync(pipeline);
        var first = pipeline.ProcessAsync(other);
        await _otherRuns.Task.EndsAsync(Soon);
        var second = pipeline.ProcessAsync(lone);
        (await Task.WhenAny(_loneRuns.Task, Task.Delay(Window))).ShouldNotBe(_loneRuns.Task);

        _otherEnds.SetResult();
        await first.EndsAsync(Soon);
        await _loneRuns.Task.EndsAsync(Soon);
        (await pipeline.CountAsync("pipeline.outbox where lone and alone")).ShouldBe(1);
        _loneEnds.SetResult();
        await second.EndsAsync(Soon);
    }

    [ServiceFact]
    public async Task Past_its_patience_a_lone_message_runs_beside_the_others_and_is_not_blamed()
    {
        var time = new ManualTime();
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = time });
        var (lone, other) = await PrepareAsync(pipeline);
        var first = pipeline.ProcessAsync(other);
        await _otherRuns.Task.EndsAsync(Soon);
        var second = pipeline.ProcessAsync(lone);
        await time.PassUntilAsync(_loneRuns.Task, TimeSpan.FromSeconds(1));
        (await pipeline.CountAsync("pipeline.outbox where lone and not alone and token is not null")).ShouldBe(1);

        _loneEnds.SetResult();
        _otherEnds.SetResult();
        await Task.WhenAll(first, second).EndsAsync(Soon);
    }

    [ServiceFact]
    public async Task What_a_lone_message_keeps_waiting_is_left_to_another_process()
    {
        var time = new ManualTime();
        await using var pipeline = await TestPipeline.StartAsync(new TestSetup { Time = time });
        var (lone, other) = await PrepareAsync(pipeline);
        var first = pipeline.ProcessAsync(lone);
        await _loneRuns.Task.EndsAsync(Soon);
        await time.PassUntilAsync(pipeline.ProcessAsync(other), TimeSpan.FromSeconds(1));

        _otherRuns.Task.IsCompleted.ShouldBeFalse();
        (await pipeline.CountAsync("pipeline.outbox where not lone and token is null and published_at is null")).ShouldBe(1);
        _loneEnds.SetResult();
        await first.EndsAsync(Soon);
    }

    /// <summary>One message whose worker died, and one that knows nothing of it.</summary>
    private async Task<((int, byte[]) Lone, (int, byte[]) Other)> PrepareAsync(TestPipeline pipeline)
    {
        pipeline.Script.OnStep = async run =>
        {
            var (runs, ends) = run.Text == "lone" ? (_loneRuns, _loneEnds) : (_otherRuns, _otherEnds);
            runs.SetResult();
            await ends.Task;
        };
        await pipeline.EnqueueAsync("lone");
        await pipeline.LoseWorkerAsync();
        (await pipeline.RecoverWorkersAsync()).ShouldBe(1);
        var lone = await pipeline.PublishAndTakeAsync();
        await pipeline.EnqueueAsync("other");
        return (lone, await pipeline.PublishAndTakeAsync());
    }
}
