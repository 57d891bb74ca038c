using Microsoft.EntityFrameworkCore;
using Pipeline.Jobs;
using Pipeline.Messaging;
using Pipeline.Outbox;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Outbox;

public sealed class PriorityTests
{
    [ServiceFact]
    public async Task Urgent_jobs_are_published_first_and_into_a_lane_of_their_own()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.WithDbAsync(async db =>
        {
            foreach (var priority in new[] { JobPriority.Low, JobPriority.Normal, JobPriority.High })
                db.Enqueue(new Step(priority.ToString()), new EnqueueOptions { Priority = priority });
            await db.SaveChangesAsync();
        });
        var taken = await pipeline.Get<OutboxTable>().TakeAsync(Guid.NewGuid(), TimeSpan.Zero, 10, default);
        taken.Select(t => t.Urgent).ShouldBe([true, false, false]);

        await pipeline.PublishAsync();
        var depths = await pipeline.Get<Topology>().DepthsAsync(default);
        depths[LaneQueues.Urgent].ShouldBe(1u);
        depths.Where(d => d.Key != LaneQueues.Urgent).Sum(d => d.Value!.Value).ShouldBe(2);
    }

    [ServiceFact]
    public async Task A_retry_keeps_its_priority()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new InvalidOperationException("again");
        await pipeline.WithDbAsync(async db =>
        {
            db.Enqueue(new Step("a"), new EnqueueOptions { Priority = JobPriority.High });
            await db.SaveChangesAsync();
        });
        await pipeline.RunAsync();
        (await pipeline.ScalarAsync<short>("select priority from pipeline.outbox")).ShouldBe((short)1);
    }
}
