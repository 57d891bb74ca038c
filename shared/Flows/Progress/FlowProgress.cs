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

    /// <summary><c>group</c> or <c>chain</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The outermost flow, which may be the flow itself.</summary>
    public required Guid RootId { get; init; }

    /// <summary>The flow that it lies in.</summary>
    public required Guid? ParentId { get; init; }

    /// <summary>Its place in that one.</summary>
    public required int? Place { get; init; }

    /// <summary>The flow that it repairs.</summary>
    public required Guid? ReplayOf { get; init; }

    /// <summary>How many members may be under way.</summary>
    public required int MaxParallel { get; init; }

    /// <summary>When its turn came; null before.</summary>
    public required DateTimeOffset? BeganAt { get; init; }

    /// <summary>When its last member had ended.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }

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
