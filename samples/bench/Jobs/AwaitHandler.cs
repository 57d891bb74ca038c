using Pipeline.Jobs;

namespace BenchJobs.Jobs;

[Job("bench.await", Mode = JobMode.Io)]
public sealed class AwaitHandler(TimeProvider time) : IJobHandler<Await>
{
    public Task HandleAsync(Await args, JobContext job, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(args.Milliseconds), time, cancellationToken);
}
