using Microsoft.EntityFrameworkCore;
using Pipeline.Database;
using Pipeline.Jobs;

namespace WrongWay;

// One attempt: the second would be as wrong as the first.
[Job("wrong-way.wait-for-child", MaxAttempts = 1)]
public sealed class WaitForChildHandler(PipelineDb db, JobWaiter waiter) : IJobHandler<WaitForChild, string>
{
    public async Task<string> HandleAsync(WaitForChild args, JobContext job, CancellationToken cancellationToken)
    {
        var child = db.Enqueue(new Double(args.Number));
        await db.SaveChangesAsync(cancellationToken);
        // WRONG. The child is not even committed yet; and were it, eight of these would hold all eight lanes, and no child would ever run.
        var result = await waiter.WaitAsync(child, TimeSpan.FromMinutes(1), cancellationToken);
        return $"twice {args.Number} is {result.Result}";
    }
}
