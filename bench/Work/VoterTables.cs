using BenchJobs;
using Npgsql;
using Voters.Csv;

namespace Pipeline.Bench.Work;

/// <summary>The tables before a run, and what is in them after it.</summary>
internal sealed class VoterTables(NpgsqlDataSource source)
{
    private const string ClearSql = "truncate bench.voter, bench.staging, bench.incoming";

    // The sum of hashes that an order does not change; the key is unique, so that no two rows cancel each other out.
    private const string SumSql = "select count(*), coalesce(bit_xor(hashtextextended(v::text, 0)), 0) from (select {0} from {1}) v";

    private const string WalSql = "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint";

    /// <summary>Empties them.</summary>
    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(ClearSql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What is to come out, written by nothing but <c>COPY</c>.</summary>
    public async Task<TableSum> ExpectAsync(IEnumerable<Voter> voters, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using (var clear = new NpgsqlCommand("truncate bench.expected", connection)) await clear.ExecuteNonQueryAsync(cancellationToken);
        await VoterCopy.WriteAsync(connection, "bench.expected", voters, cancellationToken);
        return await SumAsync("bench.expected", cancellationToken);
    }

    /// <summary>What has come out.</summary>
    public Task<TableSum> SumAsync(CancellationToken cancellationToken) => SumAsync("bench.voter", cancellationToken);

    /// <summary>Bytes that the server wrote ahead since it was made.</summary>
    public async Task<long> WalAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(WalSql);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<TableSum> SumAsync(string table, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(string.Format(System.Globalization.CultureInfo.InvariantCulture, SumSql, VoterStatements.Columns, table));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetInt64(0), reader.GetInt64(1));
    }
}
