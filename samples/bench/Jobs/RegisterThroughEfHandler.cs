using Pipeline.Jobs;

namespace BenchJobs.Jobs;

[Job("bench.register-through-ef")]
public sealed class RegisterThroughEfHandler(BenchDb db) : IJobHandler<RegisterThroughEf>
{
    public Task HandleAsync(RegisterThroughEf args, JobContext job, CancellationToken cancellationToken) => db.UpsertThroughEfAsync(args.Voter, cancellationToken);
}
