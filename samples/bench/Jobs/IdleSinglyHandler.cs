using Pipeline.Jobs;

namespace BenchJobs.Jobs;

[Job("bench.idle-singly", Batch = 1)]
public sealed class IdleSinglyHandler : IJobHandler<IdleSingly>
{
    public Task HandleAsync(IdleSingly args, JobContext job, CancellationToken cancellationToken) => Task.CompletedTask;
}
