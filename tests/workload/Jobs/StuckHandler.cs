using Pipeline.Jobs;

namespace Pipeline.Workload.Jobs;

[Job("work.stuck", TimeLimit = "00:00:01", MaxAttempts = 1, Mode = JobMode.Io)]
public sealed class StuckHandler(TimeProvider time) : IJobHandler<Stuck>
{
    public Task HandleAsync(Stuck args, JobContext job, CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, time, CancellationToken.None);
}
