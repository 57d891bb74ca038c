using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Voters.Csv;

namespace Voters;

/// <summary>Writes <c>voters.voter</c>.</summary>
internal static class VoterTable
{
    // One statement for any number of rows. The source row is written, and locked, first: it decides between two files or two lines that name
    // the same voter. Sorted, so that two statements cannot wait for each other in a circle. A voter who stays the same is not written.
    private const string RegisterSql = """
        with input as (
            select * from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                as i(voter_id, line, given_name, surname, date_of_birth, street_number, address_1, address_2, suburb, postcode, state, soc_sec_id)),
        newest as (
            insert into voters.voter_source as s (voter_id, import_seq, line)
            select voter_id, $1, line from input order by voter_id
            on conflict (voter_id) do update set import_seq = excluded.import_seq, line = excluded.line
            where (excluded.import_seq, excluded.line) >= (s.import_seq, s.line)
            returning voter_id),
        written as (
            insert into voters.voter as v
            select voter_id, given_name, surname, date_of_birth, street_number, address_1, address_2, suburb, postcode, state, soc_sec_id
            from input join newest using (voter_id) order by voter_id
            on conflict (voter_id) do update set
                given_name = excluded.given_name, surname = excluded.surname, date_of_birth = excluded.date_of_birth,
                street_number = excluded.street_number, address_1 = excluded.address_1, address_2 = excluded.address_2,
                suburb = excluded.suburb, postcode = excluded.postcode, state = excluded.state, soc_sec_id = excluded.soc_sec_id
            where v is distinct from excluded
            returning v.xmax = 0 as is_new)
        select count(*) filter (where is_new) from written
        """;

    /// <param name="import">The import's place in the order of submission.</param>
    /// <param name="rows">A line of each voter.</param>
    /// <returns>How many were not in the table before.</returns>
    public static async Task<int> RegisterAsync(VotersDb db, long import, (long Line, Voter Voter)[] rows, CancellationToken cancellationToken)
    {
        if (rows.Length == 0) return 0;
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var command = new NpgsqlCommand(RegisterSql, connection)
        {
            Parameters =
            {
                new() { Value = import },
                Texts(rows, v => v.VoterId),
                new() { Value = Array.ConvertAll(rows, r => r.Line) },
                Texts(rows, v => v.GivenName),
                Texts(rows, v => v.Surname),
                new() { Value = Array.ConvertAll(rows, r => r.Voter.DateOfBirth), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date },
                Texts(rows, v => v.StreetNumber),
                Texts(rows, v => v.Address1),
                Texts(rows, v => v.Address2),
                Texts(rows, v => v.Suburb),
                Texts(rows, v => v.Postcode),
                Texts(rows, v => v.State),
                Texts(rows, v => v.SocSecId),
            },
        };
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static NpgsqlParameter Texts((long Line, Voter Voter)[] rows, Func<Voter, string?> field) =>
        new() { Value = Array.ConvertAll(rows, r => field(r.Voter)), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
