using Pipeline.Jobs;

namespace Pipeline.Workload.Jobs;

[Job("work.greet", Version = 2)]
public sealed class GreetInHandler(WorkDb db) : IJobHandler<GreetIn>
{
    public Task HandleAsync(GreetIn args, JobContext job, CancellationToken cancellationToken) =>
        db.WriteAsync(job.Id, $"{args.Language}: {args.Name}", cancellationToken);
}
