using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Voters.Repair;

/// <summary>An import that is locked while it is compared with the table, so that whoever deletes voters of it meanwhile is not overlooked.</summary>
internal sealed class IncompleteImport
{
    /// <summary>What one job registers again, a number a line in memory; the next one finds the rest.</summary>
    public const int MostLines = 1_000_000;

    // Rows that refer to the import may be added all the while.
    private const string LockSql = "select blob from voters.import where seq = $1 for no key update";

    // Only lines that were registered once have a source: what was rejected, or what a later file has taken over, is not missing.
    private const string MissingSql = """
        select line from voters.voter_source s
        where import_seq = $1 and not exists (select from voters.voter v where v.voter_id = s.voter_id)
        limit $2
        """;

    private const string CompleteSql = "update voters.import set complete_at = now() where seq = $1";

    private readonly NpgsqlConnection _connection;
    private readonly long _seq;

    private IncompleteImport(NpgsqlConnection connection, long seq, string blob) => (_connection, _seq, Blob) = (connection, seq, blob);

    /// <summary>The file.</summary>
    public string Blob { get; }

    /// <returns>Null where there is no such import any more.</returns>
    public static async Task<IncompleteImport?> LockAsync(VotersDb db, long seq, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var command = Command(connection, LockSql, seq);
        return await command.ExecuteScalarAsync(cancellationToken) is string blob ? new(connection, seq, blob) : null;
    }

    /// <summary>Lines of the file whose voters are not in the table, up to <see cref="MostLines"/>.</summary>
    public async Task<IReadOnlySet<long>> MissingLinesAsync(CancellationToken cancellationToken)
    {
        await using var command = Command(_connection, MissingSql, _seq, (long)MostLines);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lines = new HashSet<long>();
        while (await reader.ReadAsync(cancellationToken))
            lines.Add(reader.GetInt64(0));
        return lines;
    }

    /// <summary>Remembers that nobody is missing, until somebody is deleted.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await using var command = Command(_connection, CompleteSql, _seq);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // The job's own time limit ends a statement.
    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params long[] values)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }
}
