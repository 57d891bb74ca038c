using Pipeline.Flows;

namespace Pipeline.Inspection;

/// <summary>Everything of one job.</summary>
public sealed record JobDetail
{
    public required JobSummary Job { get; init; }

    /// <summary>The last error, whole.</summary>
    public required string? Error { get; init; }

    /// <summary>Runs alone in a process that vanished.</summary>
    public required int Interruptions { get; init; }

    /// <summary>How often it met code that does not know its version.</summary>
    public required int Parked { get; init; }

    /// <summary>When it will not start any more.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How many arguments a starmap job has.</summary>
    public required int? Tuples { get; init; }

    public required string? TraceParent { get; init; }

    /// <summary>Null: it has an outcome.</summary>
    public required JobMessageState? Message { get; init; }

    /// <summary>Who has its message.</summary>
    public required WorkerState? Worker { get; init; }

    public required JobDeadLetter? DeadLetter { get; init; }
    public required JobContent Args { get; init; }

    /// <summary>Null: there is none.</summary>
    public required JobContent? Result { get; init; }

    public FlowProgress? Flow { get; init; }

    /// <summary>The last 100 of all generations, the newest first.</summary>
    public IReadOnlyList<JobAttempt> Attempts { get; init; } = [];

    public bool MoreAttempts { get; init; }
}
