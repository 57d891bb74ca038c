using Pipeline.Jobs;

namespace ChaosJobs.Jobs;

[Job("chaos.wait", MaxAttempts = 10, RetryDelay = "00:00:01", MaxRetryDelay = "00:00:04", Mode = JobMode.Io, Batch = 20)]
public sealed class WaitHandler(ChaosDb db, TimeProvider time) : IJobHandler<Wait>
{
    public async Task HandleAsync(Wait args, JobContext job, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(args.Milliseconds), time, cancellationToken);
        await job.BeginAsync(cancellationToken);
        await db.WriteAsync(job, cancellationToken);
    }
}
