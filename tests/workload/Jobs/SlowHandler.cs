using Microsoft.Extensions.Configuration;
using Pipeline.Jobs;

namespace Pipeline.Workload.Jobs;

[Job("work.slow", TimeLimit = "00:05:00", Mode = JobMode.Io)]
public sealed class SlowHandler(WorkDb db, IConfiguration configuration, TimeProvider time, ILogger<SlowHandler> logger) : IJobHandler<Slow>
{
    public async Task HandleAsync(Slow args, JobContext job, CancellationToken cancellationToken)
    {
        logger.LogInformation("Slow job {Job} runs", job.Id);
        await Task.Delay(TimeSpan.FromSeconds(configuration.GetValue("Workload:SlowSeconds", 0)), time, cancellationToken);
        await job.BeginAsync(cancellationToken);
        await db.WriteAsync(job.Id, args.Name, cancellationToken);
    }
}
