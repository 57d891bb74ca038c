namespace Pipeline.Flows;

/// <summary>How far a flow is, in members: exact, as each member's transaction counts itself.</summary>
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

    /// <summary>Null while it goes on.</summary>
    public required FlowResult? Result { get; init; }

    public required FlowStage Stage { get; init; }

    /// <summary>When it ended, with its body or error callback; null while it goes on.</summary>
    public required DateTimeOffset? FinishedAt { get; init; }

    public int Open => Total - Succeeded - Dead - Cancelled - Expired;

    /// <summary><c>running</c>, <c>stopping</c>, <c>succeeded</c>, <c>failed</c>, <c>cancelled</c> or <c>expired</c>.</summary>
    public string Status => Result is { } result ? FlowNames.Of(result) : IsStopping ? "stopping" : "running";

    /// <summary>Nothing more of it starts.</summary>
    public required bool IsStopping { get; init; }
}
