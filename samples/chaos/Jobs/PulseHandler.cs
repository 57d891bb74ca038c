using Pipeline.Jobs;
using Pipeline.Recurring;

namespace ChaosJobs.Jobs;

[Job("chaos.pulse", MaxAttempts = 10, RetryDelay = "00:00:01", MaxRetryDelay = "00:00:04"), Recurring("*/5 * * * * *")]
public sealed class PulseHandler(ChaosDb db) : IJobHandler<Pulse>
{
    public Task HandleAsync(Pulse args, JobContext job, CancellationToken cancellationToken) => db.WriteAsync(job, cancellationToken);
}
