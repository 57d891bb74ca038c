using Pipeline.Jobs;

namespace ChaosJobs.Jobs;

[Job("chaos.limited", MaxAttempts = 10, RetryDelay = "00:00:01", MaxRetryDelay = "00:00:04", RateLimit = "20/s")]
public sealed class LimitedHandler(ChaosDb db) : IJobHandler<Limited>
{
    public Task HandleAsync(Limited args, JobContext job, CancellationToken cancellationToken) => db.WriteAsync(job, cancellationToken);
}
