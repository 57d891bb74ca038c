using Npgsql;
using Voters.Csv;

namespace BenchJobs;

/// <summary>A row of <see cref="VoterStatements.Columns"/> as a voter.</summary>
internal static class VoterRead
{
    public static Voter From(NpgsqlDataReader reader) => new()
    {
        VoterId = reader.GetString(0),
        GivenName = Text(reader, 1),
        Surname = Text(reader, 2),
        DateOfBirth = reader.IsDBNull(3) ? null : reader.GetFieldValue<DateOnly>(3),
        StreetNumber = Text(reader, 4),
        Address1 = Text(reader, 5),
        Address2 = Text(reader, 6),
        Suburb = Text(reader, 7),
        Postcode = Text(reader, 8),
        State = Text(reader, 9),
        SocSecId = Text(reader, 10),
    };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
