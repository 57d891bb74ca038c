using Pipeline.Cli.Api.DeadLetters;

namespace Pipeline.Cli.Api.Jobs;

/// <summary>Everything of one job.</summary>
internal sealed record JobDocument : JobSummary
{
    public JobContent? Args { get; init; }

    public JobContent? Result { get; init; }

    public JobFlow? Flow { get; init; }

    public JobMessage? Message { get; init; }

    public Worker? Worker { get; init; }

    /// <summary>Failed ones and interruptions, the newest first.</summary>
    public required IReadOnlyList<JobAttempt> Attempts
    {
        get;
        init => field = NoNulls.In(value);
    }

    public bool MoreAttempts { get; init; }

    public int Interruptions { get; init; }

    /// <summary>How often it met code that does not know its version.</summary>
    public int Parked { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public string? TraceParent { get; init; }

    public JobDeadLetter? DeadLetter { get; init; }
}
