using Pipeline.Jobs;

namespace ChaosJobs.Jobs;

[Job("chaos.stumble-waiting", MaxAttempts = 10, RetryDelay = "00:00:01", MaxRetryDelay = "00:00:04", Mode = JobMode.Io, Batch = 20)]
public sealed class StumbleWaitingHandler(ChaosDb db, TimeProvider time) : IJobHandler<StumbleWaiting>
{
    public async Task HandleAsync(StumbleWaiting args, JobContext job, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        await job.BeginAsync(cancellationToken);
        await db.WriteAsync(job, cancellationToken);
        if (job.Attempt <= args.Failures) throw new InvalidOperationException($"Attempt {job.Attempt} was to fail.");
    }
}
