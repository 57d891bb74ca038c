namespace Pipeline.Recurring;

/// <summary>A recurring job for people who look.</summary>
public sealed record RecurringStatus
{
    public required string Name { get; init; }
    public required int Version { get; init; }
    public required string Schedule { get; init; }
    public required string TimeZone { get; init; }
    public required MissedTicks Missed { get; init; }
    public required bool Enabled { get; init; }

    /// <summary>Null for a job that is switched off or orphaned, and for a schedule without a further tick.</summary>
    public required DateTimeOffset? NextAt { get; init; }

    /// <summary>The last tick that was run.</summary>
    public required DateTimeOffset? LastAt { get; init; }

    /// <summary>The job of that tick.</summary>
    public required Guid? LastJob { get; init; }

    /// <summary>How that job stands: <c>queued</c>, <c>waiting</c>, <c>running</c>, <c>succeeded</c>, <c>dead</c>, <c>cancelled</c> or <c>expired</c>.</summary>
    public required string? LastStatus { get; init; }

    /// <summary>The first 1,000 characters of that job's result, which is JSON; of a sweep what it found.</summary>
    public required string? LastResult { get; init; }

    /// <summary>When a process last said that it knows the job; to a minute.</summary>
    public required DateTimeOffset DeclaredAt { get; init; }

    /// <summary>No process has known the job for five minutes: nobody runs its ticks.</summary>
    public required bool Orphaned { get; init; }
}
