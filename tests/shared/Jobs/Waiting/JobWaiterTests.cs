using Microsoft.EntityFrameworkCore;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Jobs;

public sealed class JobWaiterTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [ServiceFact]
    public async Task WaitAsync_ReturnsTheResultOfAJobThatSucceeds()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var job = await EnqueueAsync(pipeline, new IoStep("a"));
        var waiting = pipeline.Get<JobWaiter>().WaitAsync(job, Long, CancellationToken.None);

        await pipeline.RunAsync();

        (await waiting).ShouldBe(new JobResult { Id = job, Status = "succeeded", Result = "\"did a\"", Error = null });
    }

    [ServiceFact]
    public async Task WaitAsync_ReturnsTheErrorOfAJobThatDies()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new PermanentJobException("no use");
        var job = await EnqueueAsync(pipeline, new Step("a"));
        await pipeline.RunAsync();

        var ended = await pipeline.Get<JobWaiter>().WaitAsync(job, Long, CancellationToken.None);

        ended.Status.ShouldBe("dead");
        ended.Error.ShouldNotBeNull().ShouldContain("no use");
    }

    [ServiceFact]
    public async Task WaitAsync_EndsAtItsLimit_AndAtOnceForAJobThatIsNone()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var waiter = pipeline.Get<JobWaiter>();
        var job = await EnqueueAsync(pipeline, new Step("a"));

        await Should.ThrowAsync<TimeoutException>(() => waiter.WaitAsync(job, TimeSpan.FromMilliseconds(120), CancellationToken.None));
        await Should.ThrowAsync<KeyNotFoundException>(() => waiter.WaitAsync(Guid.NewGuid(), Long, CancellationToken.None));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => waiter.WaitAsync(job, -Long, CancellationToken.None));
        await Should.ThrowAsync<OperationCanceledException>(() => waiter.WaitAsync(job, Long, new CancellationToken(canceled: true)));
    }

    [ServiceFact]
    public async Task WaitAsync_InAHandler_ThrowsAtOnceAndSaysWhatToDo()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var other = await EnqueueAsync(pipeline, new IoStep("never"), new EnqueueOptions { Delay = TimeSpan.FromDays(1) });
        InvalidOperationException? refusal = null;
        pipeline.Script.OnStep = _ =>
        {
            // Without an await: it is the call that throws.
            refusal = Should.Throw<InvalidOperationException>(() => { pipeline.Get<JobWaiter>().WaitAsync(other, Long, CancellationToken.None); });
            return Task.CompletedTask;
        };
        var job = await EnqueueAsync(pipeline, new Step("a"));

        await pipeline.RunAsync();

        (await pipeline.StatusAsync(job)).ShouldBe("succeeded");
        refusal.ShouldNotBeNull().Message.ShouldContain("as a flow and put what comes after them in its body");
    }

    private static Task<Guid> EnqueueAsync<TArgs>(TestPipeline pipeline, TArgs args, EnqueueOptions? options = null) where TArgs : notnull =>
        pipeline.WithDbAsync(async db =>
        {
            var id = db.Enqueue(args, options);
            await db.SaveChangesAsync();
            return id;
        });
}
