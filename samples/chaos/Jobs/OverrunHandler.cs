using Pipeline.Jobs;

namespace ChaosJobs.Jobs;

[Job("chaos.overrun", TimeLimit = "00:00:01", MaxAttempts = 2, RetryDelay = "00:00:01", Mode = JobMode.Io, Batch = 5)]
public sealed class OverrunHandler(ChaosDb db, TimeProvider time) : IJobHandler<Overrun>
{
    // Beyond the limit and what the app gives it afterwards.
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(5);

    public async Task HandleAsync(Overrun args, JobContext job, CancellationToken cancellationToken)
    {
        await job.BeginAsync(cancellationToken);
        await db.WriteAsync(job, cancellationToken);
        await Task.Delay(TooLong, time, args.Deaf ? CancellationToken.None : cancellationToken);
        await db.WriteAsync(job, CancellationToken.None);
    }
}
