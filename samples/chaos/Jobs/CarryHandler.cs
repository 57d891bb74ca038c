using Pipeline.Jobs;

namespace ChaosJobs.Jobs;

[Job("chaos.carry", MaxAttempts = 15, RetryDelay = "00:00:01", MaxRetryDelay = "00:00:05")]
public sealed class CarryHandler(ChaosDb db) : IJobHandler<Carry, string>
{
    public async Task<string> HandleAsync(Carry args, JobContext job, CancellationToken cancellationToken)
    {
        await db.WriteAsync(job, cancellationToken);
        return args.Text;
    }
}
