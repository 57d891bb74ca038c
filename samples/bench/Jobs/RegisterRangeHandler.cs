using Pipeline.Jobs;

namespace BenchJobs.Jobs;

[Job("bench.register-range")]
public sealed class RegisterRangeHandler(BenchDb db) : IJobHandler<RegisterRange>
{
    public async Task HandleAsync(RegisterRange args, JobContext job, CancellationToken cancellationToken)
    {
        // One statement at a time on a connection: a range is read to its end first.
        var voters = await VoterBatches.ReadAsync(db.Connection, VoterStatements.SelectRange, [args.First, args.Last], cancellationToken).ToListAsync(cancellationToken);
        await VoterBatches.UpsertAsync(db.Connection, voters, cancellationToken);
    }
}
