using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Cli.Api.Flows;

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

    /// <summary>From the accepted upload to the last commit.</summary>
    public double? Seconds { get; init; }

    /// <summary>Whose turn it is: its members', or after them its body's or the error callback's.</summary>
    public string? Stage { get; init; }

    public OpenMembers? Members { get; init; }

    /// <summary>What the flow's body made of it; the server's business.</summary>
    public JsonElement? Summary { get; init; }

    /// <exception cref="JsonException">One is null.</exception>
    public IReadOnlyList<FlowCallback>? Callbacks
    {
        get;
        init => field = value?.Contains(null) == true ? throw new JsonException("A callback is null.") : value;
    }

    /// <exception cref="JsonException">One is null.</exception>
    public IReadOnlyList<FailedJob>? Failed
    {
        get;
        init => field = value?.Contains(null) == true ? throw new JsonException("A job is null.") : value;
    }

    public FlowTree? Tree { get; init; }

    /// <summary>With all of its jobs: one that went on without some of them has not done what it was to do.</summary>
    [JsonIgnore]
    public bool Succeeded => Status == "succeeded" && Jobs.Lost == 0;

    /// <summary>A status unknown to this version counts as an end only where the server says when the flow finished.</summary>
    [JsonIgnore]
    public bool Ended => Status is "succeeded" or "failed" or "cancelled" or "expired" || FinishedAt is not null;

    [JsonIgnore]
    public double? RecordsPerSecond => Records is { } records && Seconds is > 0 and { } seconds ? records / seconds : null;
}
