using Pipeline.Jobs;

namespace BenchJobs.Jobs;

[Job("bench.idle")]
public sealed class IdleHandler : IJobHandler<Idle>
{
    public Task HandleAsync(Idle args, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
}
