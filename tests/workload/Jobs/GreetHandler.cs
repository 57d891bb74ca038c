using Pipeline.Jobs;

namespace Pipeline.Workload.Jobs;

[Job("work.greet")]
public sealed class GreetHandler(WorkDb db) : IJobHandler<Greet>
{
    public Task HandleAsync(Greet args, JobContext job, CancellationToken cancellationToken) => db.WriteAsync(job.Id, $"hello {args.Name}", cancellationToken);
}
