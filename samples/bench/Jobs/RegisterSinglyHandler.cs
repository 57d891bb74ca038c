using Pipeline.Jobs;

namespace BenchJobs.Jobs;

[Job("bench.register-singly", Batch = 1)]
public sealed class RegisterSinglyHandler(BenchDb db) : IJobHandler<RegisterSingly>
{
    public Task HandleAsync(RegisterSingly args, JobContext job, CancellationToken cancellationToken) => db.UpsertAsync(args.Voter, cancellationToken);
}
