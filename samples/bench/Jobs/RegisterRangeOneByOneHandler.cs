using Pipeline.Jobs;

namespace BenchJobs.Jobs;

[Job("bench.register-range-one-by-one")]
public sealed class RegisterRangeOneByOneHandler(BenchDb db) : IJobHandler<RegisterRangeOneByOne>
{
    public async Task HandleAsync(RegisterRangeOneByOne args, JobContext job, CancellationToken cancellationToken)
    {
        var voters = await VoterBatches.ReadAsync(db.Connection, VoterStatements.SelectRange, [args.First, args.Last], cancellationToken).ToListAsync(cancellationToken);
        foreach (var voter in voters)
            await db.UpsertAsync(voter, cancellationToken);
    }
}
