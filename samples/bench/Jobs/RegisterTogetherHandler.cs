using Npgsql;
using Pipeline.Jobs;

namespace BenchJobs.Jobs;

[Job("bench.register-together")]
public sealed class RegisterTogetherHandler(BenchDb db) : IBatchHandler<RegisterTogether>
{
    public async Task HandleAsync(IReadOnlyList<BatchItem<RegisterTogether>> batch, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(VoterStatements.UpsertArrays, db.Connection);
        VoterParameters.Add(command.Parameters, [.. batch.Select(i => i.Args.Voter)]);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
