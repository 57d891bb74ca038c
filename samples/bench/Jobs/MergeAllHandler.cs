using Npgsql;
using Pipeline.Jobs;

namespace BenchJobs.Jobs;

[Job("bench.merge-all", TimeLimit = "00:20:00")]
public sealed class MergeAllHandler(BenchDb db) : IJobHandler<MergeAll>
{
    public async Task HandleAsync(MergeAll args, JobContext job, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(VoterStatements.UpsertIncoming, db.Connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
