using System.Text.Json.Serialization;

namespace Voters.Csv;

/// <summary>
/// Which field of a record is which column, by index from 0, -1 for a column the file lacks. As JSON it is a short array
/// of numbers, because it travels in the arguments of every job.
/// </summary>
/// <param name="Count">How many fields a record has.</param>
[JsonConverter(typeof(VoterColumnsJsonConverter))]
public sealed record VoterColumns(
    int Count,
    int VoterId,
    int GivenName,
    int Surname,
    int DateOfBirth,
    int StreetNumber = -1,
    int Address1 = -1,
    int Address2 = -1,
    int Suburb = -1,
    int Postcode = -1,
    int State = -1,
    int SocSecId = -1);
