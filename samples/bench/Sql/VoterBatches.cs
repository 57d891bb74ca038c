using System.Runtime.CompilerServices;
using Npgsql;
using Voters.Csv;

namespace BenchJobs;

/// <summary>Row by row: a statement for each record, with or without a round trip for each.</summary>
internal static class VoterBatches
{
    // Enough to forget the round trip; few enough to bound memory.
    private const int Size = 200;

    /// <summary>Statements travel a few hundred at a time.</summary>
    public static async Task UpsertAsync(NpgsqlConnection connection, IAsyncEnumerable<Voter> voters, CancellationToken cancellationToken)
    {
        await foreach (var some in voters.Chunk(Size).WithCancellation(cancellationToken))
        {
            await using var batch = new NpgsqlBatch(connection);
            foreach (var voter in some)
            {
                var command = new NpgsqlBatchCommand(VoterStatements.Upsert);
                VoterParameters.Add(command.Parameters, voter);
                batch.BatchCommands.Add(command);
            }
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>What a statement of <see cref="VoterStatements"/> selects.</summary>
    public static async IAsyncEnumerable<Voter> ReadAsync(NpgsqlConnection connection, string sql, int[] values, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return VoterRead.From(reader);
    }
}
