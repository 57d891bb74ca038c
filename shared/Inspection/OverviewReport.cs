namespace Pipeline.Inspection;

/// <summary>The pipeline at a glance.</summary>
public sealed record OverviewReport
{
    /// <summary>The database's clock.</summary>
    public required DateTimeOffset At { get; init; }

    public required BoundedCount Queued { get; init; }

    /// <summary>Put off, held, or waiting for another attempt.</summary>
    public required BoundedCount Waiting { get; init; }

    public required BoundedCount Running { get; init; }

    /// <summary>Jobs with a dead letter.</summary>
    public required BoundedCount Dead { get; init; }

    /// <summary>Messages that nobody could read.</summary>
    public required BoundedCount DeadMessages { get; init; }

    /// <summary>Outermost ones.</summary>
    public required BoundedCount OpenFlows { get; init; }

    /// <summary>Messages that should be published by now.</summary>
    public required BoundedCount DueMessages { get; init; }

    /// <summary>Since when the oldest of them is due.</summary>
    public required DateTimeOffset? OldestDueAt { get; init; }

    /// <summary>Rows of jobs, as the planner estimates them.</summary>
    public required long JobsEstimate { get; init; }

    public required int WorkersAlive { get; init; }

    /// <summary>Up to 100 of those, the newest first.</summary>
    public IReadOnlyList<WorkerState> Workers { get; init; } = [];

    public OutcomeCounts? LastHour { get; init; }

    public OutcomeCounts? LastDay { get; init; }
}
