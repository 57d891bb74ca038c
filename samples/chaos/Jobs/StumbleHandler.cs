using Pipeline.Jobs;

namespace ChaosJobs.Jobs;

[Job("chaos.stumble", MaxAttempts = 10, RetryDelay = "00:00:01", MaxRetryDelay = "00:00:04")]
public sealed class StumbleHandler(ChaosDb db) : IJobHandler<Stumble>
{
    public async Task HandleAsync(Stumble args, JobContext job, CancellationToken cancellationToken)
    {
        await db.WriteAsync(job, cancellationToken);
        if (job.Attempt <= args.Failures) throw new InvalidOperationException($"Attempt {job.Attempt} was to fail.");
    }
}
