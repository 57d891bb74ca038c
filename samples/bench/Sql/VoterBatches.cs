using System.Runtime.CompilerServices;
using Npgsql;
using Voters.Csv;

namespace BenchJobs;

/// <summary>Row by row: a statement for each record, with or without a round trip for each.</summary>
internal static class VoterBatches
{
    // Enough to forget the round trip; few enough to bound memory.
    private const int Size = 50;

    /// <summary>Statements travel some dozens at a time; while the server has some the next are made.</summary>
    public static async Task UpsertAsync(NpgsqlConnection connection, IEnumerable<Voter> voters, CancellationToken cancellationToken)
    {
        var sent = Task.CompletedTask;
        foreach (var some in voters.Chunk(Size))
        {
            var batch = Batch(connection, some);
            await sent;
            sent = SendAsync(batch, cancellationToken);
        }
        await sent;
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

    private static NpgsqlBatch Batch(NpgsqlConnection connection, Voter[] voters)
    {
        var batch = new NpgsqlBatch(connection);
        foreach (var voter in voters)
        {
            var command = new NpgsqlBatchCommand(VoterStatements.Upsert);
            VoterParameters.Add(command.Parameters, voter);
            batch.BatchCommands.Add(command);
        }
        return batch;
    }

    private static async Task SendAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        await using (batch) await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
