namespace Pipeline.Flows;

/// <summary>A flow that lies in another one.</summary>
public sealed record FlowTreeNode
{
    public required Guid Id { get; init; }

    /// <summary>Its place among the other's members, from 0.</summary>
    public required int Place { get; init; }

    public required string Name { get; init; }

    /// <summary><c>group</c> or <c>chain</c>.</summary>
    public required string Kind { get; init; }

    public required FlowStage Stage { get; init; }

    /// <summary>Null while it has not ended.</summary>
    public required FlowResult? Result { get; init; }

    /// <summary>Nothing more of it starts.</summary>
    public required bool IsStopping { get; init; }

    /// <summary>When its turn came; null before.</summary>
    public required DateTimeOffset? BeganAt { get; init; }

    /// <summary>When its last member had ended.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }

    /// <summary>When it ended, with its body or error callback.</summary>
    public required DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Its members, nested flows among them.</summary>
    public required int Total { get; init; }

    public required int Succeeded { get; init; }
    public required int Dead { get; init; }
    public required int Cancelled { get; init; }
    public required int Expired { get; init; }

    /// <summary>How many of its members are flows.</summary>
    public required int Nested { get; init; }

    /// <summary>The first of these.</summary>
    public IReadOnlyList<FlowTreeNode> Flows { get; init; } = [];

    public int Open => Total - Succeeded - Dead - Cancelled - Expired;

    /// <summary>As <see cref="FlowProgress.Status"/>, and <c>waiting</c> before its turn.</summary>
    public string Status => Result is { } result ? FlowNames.Of(result) : IsStopping ? "stopping" : Stage == FlowStage.Waiting ? "waiting" : "running";
}
