using Microsoft.EntityFrameworkCore;
using Pipeline.Jobs;

namespace ChaosJobs.Jobs;

[Job("chaos.tally", MaxAttempts = 15, RetryDelay = "00:00:01", MaxRetryDelay = "00:00:04")]
public sealed class TallyHandler(ChaosDb db) : IJobHandler<Tally>
{
    public async Task HandleAsync(Tally args, JobContext job, CancellationToken cancellationToken)
    {
        var (succeeded, failed) = (0, 0);
        await foreach (var member in job.ResultsAsync(cancellationToken))
            if (member.Succeeded) succeeded++;
            else failed++;
        await db.Database.ExecuteSqlAsync($"insert into chaos.tally (flow_id, succeeded, failed) values ({job.FlowId}, {succeeded}, {failed})", cancellationToken);
        await db.WriteAsync(job, cancellationToken);
    }
}
