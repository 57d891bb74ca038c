using System.Runtime.CompilerServices;
using Voters.Csv;

namespace BenchJobs;

/// <summary>How voters are written: the same text for all peers, whichever way it is sent.</summary>
public static class VoterStatements
{
    public const string Columns = "voter_id, given_name, surname, date_of_birth, street_number, address_1, address_2, suburb, postcode, state, soc_sec_id";

    /// <summary>One record, with positional parameters in the order of <see cref="Columns"/>.</summary>
    public const string Upsert = $"insert into bench.voter ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) {OnConflict}";

    /// <summary>Any number of records, each of another voter, as arrays.</summary>
    public const string UpsertArrays = $"insert into bench.voter ({Columns}) select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) {OnConflict}";

    /// <summary>A range of what a submitter left.</summary>
    public const string UpsertRange = $"insert into bench.voter ({Columns}) select {Columns} from bench.staging where id between $1 and $2 {OnConflict}";

    /// <summary>All that a submitter left.</summary>
    public const string UpsertIncoming = $"insert into bench.voter ({Columns}) select {Columns} from bench.incoming {OnConflict}";

    public const string SelectRange = $"select {Columns} from bench.staging where id between $1 and $2";

    public const string SelectIncoming = $"select {Columns} from bench.incoming";

    private const string UpsertFormat =
        $"insert into bench.voter ({Columns}) values ({{0}}, {{1}}, {{2}}, {{3}}, {{4}}, {{5}}, {{6}}, {{7}}, {{8}}, {{9}}, {{10}}) {OnConflict}";

    /// <summary><see cref="Upsert"/> as an interpolated string.</summary>
    internal static FormattableString UpsertOf(Voter voter) => FormattableStringFactory.Create(
        UpsertFormat,
        voter.VoterId, voter.GivenName, voter.Surname, voter.DateOfBirth, voter.StreetNumber, voter.Address1, voter.Address2, voter.Suburb,
        voter.Postcode, voter.State, voter.SocSecId);

    private const string OnConflict = """
        on conflict (voter_id) do update set given_name = excluded.given_name, surname = excluded.surname, date_of_birth = excluded.date_of_birth,
        street_number = excluded.street_number, address_1 = excluded.address_1, address_2 = excluded.address_2, suburb = excluded.suburb,
        postcode = excluded.postcode, state = excluded.state, soc_sec_id = excluded.soc_sec_id
        """;
}
