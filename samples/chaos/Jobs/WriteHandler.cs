using Pipeline.Jobs;

namespace ChaosJobs.Jobs;

[Job("chaos.write", MaxAttempts = 10, RetryDelay = "00:00:01", MaxRetryDelay = "00:00:04")]
public sealed class WriteHandler(ChaosDb db) : IJobHandler<Write>
{
    public Task HandleAsync(Write args, JobContext job, CancellationToken cancellationToken) => db.WriteAsync(job, cancellationToken);
}
