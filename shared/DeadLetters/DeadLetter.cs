namespace Pipeline.DeadLetters;

/// <summary>A dead job, or a message that nobody could read.</summary>
public sealed record DeadLetter
{
    public required Guid Id { get; init; }

    /// <summary>Null: it is a message.</summary>
    public required Guid? JobId { get; init; }

    /// <summary>Of a job, its name.</summary>
    public required string? Type { get; init; }

    public required int? Version { get; init; }

    /// <summary>Why, in words that others which died of the same share.</summary>
    public required string Cause { get; init; }

    /// <summary>The job's last error, whole.</summary>
    public required string? Error { get; init; }

    /// <summary>How often the job was tried in its generation.</summary>
    public required int? Attempts { get; init; }

    /// <summary>The flow that the job belongs to.</summary>
    public required Guid? FlowId { get; init; }

    /// <summary>Of a message: the lane that delivered it.</summary>
    public required int? Lane { get; init; }

    /// <summary>Of a message: how many bytes it had.</summary>
    public required int? BodyLength { get; init; }

    public required DateTimeOffset At { get; init; }
}
