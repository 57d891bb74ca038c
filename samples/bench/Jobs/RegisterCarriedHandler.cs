using Pipeline.Jobs;

namespace BenchJobs.Jobs;

[Job("bench.register-carried", Batch = 4)]
public sealed class RegisterCarriedHandler(BenchDb db) : IJobHandler<RegisterCarried>
{
    public Task HandleAsync(RegisterCarried args, JobContext job, CancellationToken cancellationToken) =>
        VoterBatches.UpsertAsync(db.Connection, args.Voters, cancellationToken);
}
