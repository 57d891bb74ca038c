using Pipeline.Jobs;

namespace Pipeline.Workload.Jobs;

[Job("work.limited", RateLimit = "30/s", Mode = JobMode.Io)]
public sealed class LimitedHandler(WorkDb db) : IJobHandler<Limited>
{
    public async Task HandleAsync(Limited args, JobContext job, CancellationToken cancellationToken)
    {
        await job.BeginAsync(cancellationToken);
        await db.WriteAsync(job.Id, args.Name, cancellationToken);
    }
}
