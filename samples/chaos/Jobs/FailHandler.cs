using Pipeline.Jobs;

namespace ChaosJobs.Jobs;

[Job("chaos.fail", MaxAttempts = 3, RetryDelay = "00:00:01", MaxRetryDelay = "00:00:02")]
public sealed class FailHandler(ChaosDb db) : IJobHandler<Fail>
{
    public async Task HandleAsync(Fail args, JobContext job, CancellationToken cancellationToken)
    {
        await db.WriteAsync(job, cancellationToken);
        throw new InvalidOperationException("It fails always.");
    }
}
