namespace Voters.Generator;

/// <summary>One voter as the sample writes it.</summary>
internal sealed record SampleVoter
{
    /// <summary>The columns, in the order of <see cref="ToFields"/>.</summary>
    public static readonly string[] Header =
    [
        "voter_id", "given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state", "date_of_birth",
        "soc_sec_id",
    ];

    public required string VoterId { get; init; }

    public required string GivenName { get; init; }

    public required string Surname { get; init; }

    public required string StreetNumber { get; init; }

    public required string Address1 { get; init; }

    public required string Address2 { get; init; }

    public required string Suburb { get; init; }

    public required string Postcode { get; init; }

    public required string State { get; init; }

    public required string DateOfBirth { get; init; }

    public required string SocSecId { get; init; }

    public string[] ToFields() =>
    [
        VoterId, GivenName, Surname, StreetNumber, Address1, Address2, Suburb, Postcode, State, DateOfBirth, SocSecId,
    ];
}
