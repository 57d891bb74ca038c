namespace Pipeline.Jobs;

/// <summary>What a job came to.</summary>
public sealed record JobResult
{
    public required Guid Id { get; init; }

    /// <summary><c>succeeded</c>, <c>dead</c>, <c>cancelled</c> or <c>expired</c>.</summary>
    public required string Status { get; init; }

    /// <summary>What its handler returned, as JSON; null for a job without a result.</summary>
    public required string? Result { get; init; }

    /// <summary>Why it is dead; null otherwise.</summary>
    public required string? Error { get; init; }
}
