using System.Text.Json.Serialization;

namespace Voters.Summary;

/// <summary>A summary as it is kept.</summary>
public sealed record ImportSummary : VoterSummary
{
    /// <summary>The blob that says it as well, and names the jobs that failed.</summary>
    [JsonPropertyOrder(1)]
    public required string Report { get; init; }

    /// <summary>By the database's clock.</summary>
    [JsonPropertyOrder(1)]
    public required DateTimeOffset MadeAt { get; init; }
}
