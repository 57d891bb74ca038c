namespace Pipeline.EndToEnd.Tests.Oracles;

/// <summary>A voter as the table is to hold it.</summary>
public sealed record Voter
{
    public required string Id { get; init; }
    public string? GivenName { get; init; }
    public string? Surname { get; init; }
    public DateOnly? BornOn { get; init; }
    public string? StreetNumber { get; init; }
    public string? Address1 { get; init; }
    public string? Address2 { get; init; }
    public string? Suburb { get; init; }
    public string? Postcode { get; init; }
    public string? State { get; init; }
    public string? SocSecId { get; init; }
}
