using System.Text.Json.Serialization;

namespace Pipeline.Cli.Api;

/// <summary>What the server tells about a flow. Fields that this version does not know are ignored.</summary>
internal sealed record FlowDocument
{
    public required Guid Id { get; init; }

    public required string Status { get; init; }

    public required JobCounts Jobs { get; init; }

    public string? Pattern { get; init; }

    public string? Host { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public long? Records { get; init; }

    public long? Rejected { get; init; }

    /// <summary>Null until the flow ended, like the two that follow.</summary>
    public long? Registered { get; init; }

    public long? Updated { get; init; }

    /// <summary>From the accepted upload to the last job's commit.</summary>
    public double? Seconds { get; init; }

    [JsonIgnore]
    public bool Succeeded => Status == "succeeded";

    /// <summary>A status unknown to this version counts as an end only where the server says when the flow finished.</summary>
    [JsonIgnore]
    public bool Ended => Status is "succeeded" or "failed" or "cancelled" || FinishedAt is not null;

    [JsonIgnore]
    public double? RecordsPerSecond => Records is { } records && Seconds is > 0 and { } seconds ? records / seconds : null;
}
