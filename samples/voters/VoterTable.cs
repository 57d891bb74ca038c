using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Voters.Csv;

namespace Voters;

/// <summary>Writes rows that a job holds in memory to <c>voters.voter</c>, in the transaction that is open on the context.</summary>
internal static class VoterTable
{
    // A file that holds the same voters may be waited for; the job's own time limit ends that.
    private const int NoTimeout = 0;

    /// <param name="db">The job's context.</param>
    /// <param name="import">The import's place in the order of submission.</param>
    /// <param name="rows">A line of each voter.</param>
    /// <param name="cancellationToken">The job's time limit.</param>
    /// <returns>How many were not in the table before.</returns>
    public static async Task<int> RegisterAsync(VotersDb db, long import, (long Line, Voter Voter)[] rows, CancellationToken cancellationToken)
    {
        if (rows.Length == 0) return 0;
        await using var command = new NpgsqlCommand(VoterSql.Register, Connection(db)) { CommandTimeout = NoTimeout };
        AddTo(command.Parameters, import, rows);
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <inheritdoc cref="RegisterAsync"/>
    /// <returns>The lines of those that were not in the table before.</returns>
    public static async Task<HashSet<long>> RegisterEachAsync(
        VotersDb db, long import, (long Line, Voter Voter)[] rows, CancellationToken cancellationToken)
    {
        var added = new HashSet<long>();
        if (rows.Length == 0) return added;
        await using var command = new NpgsqlCommand(VoterSql.RegisterEach, Connection(db)) { CommandTimeout = NoTimeout };
        AddTo(command.Parameters, import, rows);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            added.Add(reader.GetInt64(0));
        return added;
    }

    /// <summary>As <see cref="RegisterAsync"/> with a statement of its own for each row; the statements share a round trip.</summary>
    /// <param name="db">The job's context.</param>
    /// <param name="import">The import's place in the order of submission.</param>
    /// <param name="rows">One row or more; a voter may have many.</param>
    /// <param name="cancellationToken">The job's time limit.</param>
    /// <returns>How many were not in the table before.</returns>
    public static async Task<int> RegisterOneByOneAsync(VotersDb db, long import, (long Line, Voter Voter)[] rows, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(Connection(db)) { Timeout = NoTimeout };
        foreach (var row in rows)
        {
            var command = new NpgsqlBatchCommand(VoterSql.Register);
            AddTo(command.Parameters, import, [row]);
            batch.BatchCommands.Add(command);
        }
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var added = 0L;
        do
            while (await reader.ReadAsync(cancellationToken))
                added += reader.GetInt64(0);
        while (await reader.NextResultAsync(cancellationToken));
        return (int)added;
    }

    private static NpgsqlConnection Connection(VotersDb db) => (NpgsqlConnection)db.Database.GetDbConnection();

    private static void AddTo(NpgsqlParameterCollection parameters, long import, (long Line, Voter Voter)[] rows)
    {
        parameters.Add(new() { Value = import });
        parameters.Add(Texts(rows, v => v.VoterId));
        parameters.Add(new() { Value = Array.ConvertAll(rows, r => r.Line) });
        parameters.Add(Texts(rows, v => v.GivenName));
        parameters.Add(Texts(rows, v => v.Surname));
        parameters.Add(new() { Value = Array.ConvertAll(rows, r => r.Voter.DateOfBirth), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date });
        parameters.Add(Texts(rows, v => v.StreetNumber));
        parameters.Add(Texts(rows, v => v.Address1));
        parameters.Add(Texts(rows, v => v.Address2));
        parameters.Add(Texts(rows, v => v.Suburb));
        parameters.Add(Texts(rows, v => v.Postcode));
        parameters.Add(Texts(rows, v => v.State));
        parameters.Add(Texts(rows, v => v.SocSecId));
    }

    private static NpgsqlParameter Texts((long Line, Voter Voter)[] rows, Func<Voter, string?> field) =>
        new() { Value = Array.ConvertAll(rows, r => field(r.Voter)), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
