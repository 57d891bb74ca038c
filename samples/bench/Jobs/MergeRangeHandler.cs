using Npgsql;
using Pipeline.Jobs;

namespace BenchJobs.Jobs;

[Job("bench.merge-range")]
public sealed class MergeRangeHandler(BenchDb db) : IJobHandler<MergeRange>
{
    public async Task HandleAsync(MergeRange args, JobContext job, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(VoterStatements.UpsertRange, db.Connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = args.First });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = args.Last });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
