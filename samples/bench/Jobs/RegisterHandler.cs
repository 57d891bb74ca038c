using Pipeline.Jobs;

namespace BenchJobs.Jobs;

[Job("bench.register")]
public sealed class RegisterHandler(BenchDb db) : IJobHandler<Register>
{
    public Task HandleAsync(Register args, JobContext job, CancellationToken cancellationToken) => db.UpsertAsync(args.Voter, cancellationToken);
}
