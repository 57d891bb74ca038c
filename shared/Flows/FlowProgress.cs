namespace Pipeline.Flows;

/// <summary>How far a flow is: exact, as each member's transaction counts itself.</summary>
public sealed record FlowProgress
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required DateTimeOffset AcceptedAt { get; init; }
    public required int Total { get; init; }
    public required int Succeeded { get; init; }
    public required int Dead { get; init; }
    public required int Cancelled { get; init; }
    public required int Expired { get; init; }

    /// <summary>When the newest outcome was committed, by the database's clock.</summary>
    public required DateTimeOffset? LastAt { get; init; }

    public int Open => Total - Succeeded - Dead - Cancelled - Expired;

    public string Status => Open > 0 ? "running" : Succeeded == Total ? "succeeded" : "failed";

    /// <summary>When the last member ended; null while one is open.</summary>
    public DateTimeOffset? FinishedAt => Open > 0 ? null : LastAt ?? AcceptedAt;
}
