namespace Voters;

/// <summary>How voters are written, whatever the pattern: of two lines that name the same voter the later one wins, in whatever order they come.</summary>
internal static class VoterSql
{
    /// <summary>What a row of input has, in this order.</summary>
    public const string Columns = "voter_id, line, given_name, surname, date_of_birth, street_number, address_1, address_2, suburb, postcode, state, soc_sec_id";

    /// <summary>Rows of a table that the transaction made; the copy of a file may name a voter on many lines.</summary>
    public const string RegisterIncoming = "with input as (select distinct on (voter_id) * from incoming_voter order by voter_id, line desc)," + Write + CountNew;

    /// <summary>Any number of rows, each of another voter, as arrays: the count of new voters.</summary>
    public const string Register = Arrays + Write + CountNew;

    /// <summary>As <see cref="Register"/>: the lines of the new voters.</summary>
    public const string RegisterEach = Arrays + Write + "select line from input join written using (voter_id) where is_new";

    /// <summary>Takes the sources of all voters of <c>incoming_line</c> before any of them is written, in the order in which everybody locks them.</summary>
    public const string LockIncoming = """
        insert into voters.voter_source as s (voter_id, import_seq, line)
        select voter_id, $1, max(line) from incoming_line group by voter_id order by voter_id
        on conflict (voter_id) do update set import_seq = excluded.import_seq, line = excluded.line
        where (excluded.import_seq, excluded.line) >= (s.import_seq, s.line)
        """;

    private const string Arrays = $"with input as (select * from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) as i({Columns})),";

    private const string CountNew = "select count(*) filter (where is_new) from written";

    // One statement for any number of rows. The source row is written, and locked, first: it decides between two files or two lines that name
    // the same voter. Sorted, so that two statements cannot wait for each other in a circle. A voter who stays the same is not written.
    private const string Write = """

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
            returning v.voter_id, v.xmax = 0 as is_new)

        """;
}
