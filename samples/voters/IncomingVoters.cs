using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Voters.Csv;

namespace Voters;

/// <summary>Brings files of any length to the database, by COPY into a table of the transaction's own, so that one statement can work on them.</summary>
internal static class IncomingVoters
{
    private const string VoterTableSql = """
        create temporary table incoming_voter (
            voter_id text, line bigint, given_name text, surname text, date_of_birth date, street_number text,
            address_1 text, address_2 text, suburb text, postcode text, state text, soc_sec_id text) on commit drop
        """;

    private const string LineTableSql = "create temporary table incoming_line (voter_id text, line bigint) on commit drop";

    /// <summary>Registers all rows with one statement.</summary>
    /// <returns>How many rows there were, and how many of them are voters who were not in the table before.</returns>
    public static async Task<(int Rows, int New)> RegisterAsync(
        VotersDb db, long import, IAsyncEnumerable<(long Line, Voter Voter)> rows, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await RunAsync(connection, VoterTableSql, cancellationToken);
        var copied = await CopyAsync(connection, $"incoming_voter ({VoterSql.Columns})", rows, WriteAsync, cancellationToken);
        // Without statistics the planner expects a few voters and compares each row with each.
        await RunAsync(connection, "analyze incoming_voter", cancellationToken);
        await using var register = Command(connection, VoterSql.RegisterIncoming, import);
        return (copied, (int)(long)(await register.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <summary>Locks the voters of all rows, so that they can be registered in any order afterwards.</summary>
    /// <returns>How many rows there were.</returns>
    public static async Task<int> LockAsync(VotersDb db, long import, IAsyncEnumerable<(long Line, Voter Voter)> rows, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await RunAsync(connection, LineTableSql, cancellationToken);
        var copied = await CopyAsync(connection, "incoming_line (voter_id, line)", rows, WriteLineAsync, cancellationToken);
        await using var take = Command(connection, VoterSql.LockIncoming, import);
        await take.ExecuteNonQueryAsync(cancellationToken);
        return copied;
    }

    private static async Task<int> CopyAsync(
        NpgsqlConnection connection, string target, IAsyncEnumerable<(long Line, Voter Voter)> rows,
        Func<NpgsqlBinaryImporter, (long Line, Voter Voter), CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"copy {target} from stdin (format binary)", cancellationToken);
        var count = 0;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            await copy.StartRowAsync(cancellationToken);
            await write(copy, row, cancellationToken);
            count++;
        }
        await copy.CompleteAsync(cancellationToken);
        return count;
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, (long Line, Voter Voter) row, CancellationToken cancellationToken)
    {
        await WriteLineAsync(copy, row, cancellationToken);
        var voter = row.Voter;
        await copy.WriteAsync(voter.GivenName, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(voter.Surname, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(voter.DateOfBirth, NpgsqlDbType.Date, cancellationToken);
        await copy.WriteAsync(voter.StreetNumber, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(voter.Address1, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(voter.Address2, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(voter.Suburb, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(voter.Postcode, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(voter.State, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(voter.SocSecId, NpgsqlDbType.Text, cancellationToken);
    }

    private static async Task WriteLineAsync(NpgsqlBinaryImporter copy, (long Line, Voter Voter) row, CancellationToken cancellationToken)
    {
        await copy.WriteAsync(row.Voter.VoterId, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(row.Line, NpgsqlDbType.Bigint, cancellationToken);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // The job's own time limit ends a statement: one over a large file, or one that waits for another file with the same voters, takes its time.
    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params long[] values)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }
}
