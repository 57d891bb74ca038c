namespace Voters.Csv;

/// <summary>One accepted record. Texts are trimmed; what the file leaves empty, or has no column for, is null.</summary>
public sealed record Voter
{
    /// <summary>1 to 64 characters.</summary>
    public required string VoterId { get; init; }

    public string? GivenName { get; init; }

    public string? Surname { get; init; }

    public DateOnly? DateOfBirth { get; init; }

    public string? StreetNumber { get; init; }

    public string? Address1 { get; init; }

    public string? Address2 { get; init; }

    public string? Suburb { get; init; }

    public string? Postcode { get; init; }

    public string? State { get; init; }

    public string? SocSecId { get; init; }
}
