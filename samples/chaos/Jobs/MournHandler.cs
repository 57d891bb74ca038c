using Pipeline.Jobs;

namespace ChaosJobs.Jobs;

[Job("chaos.mourn", MaxAttempts = 10, RetryDelay = "00:00:01", MaxRetryDelay = "00:00:04")]
public sealed class MournHandler(ChaosDb db) : IJobHandler<Mourn>
{
    public Task HandleAsync(Mourn args, JobContext job, CancellationToken cancellationToken) => db.WriteAsync(job, cancellationToken);
}
