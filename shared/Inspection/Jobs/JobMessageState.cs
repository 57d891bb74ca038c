namespace Pipeline.Inspection;

/// <summary>The message that names an open job.</summary>
public sealed record JobMessageState
{
    public required Guid Id { get; init; }

    /// <summary>How many jobs it names.</summary>
    public required int Jobs { get; init; }

    /// <summary>The queue that it was published to.</summary>
    public required string? Lane { get; init; }

    /// <summary>Null: its flow holds it.</summary>
    public required DateTimeOffset? DueAt { get; init; }

    public required DateTimeOffset? PublishedAt { get; init; }

    /// <summary>How often the broker lost it.</summary>
    public required int Republished { get; init; }

    public required DateTimeOffset? ClaimedAt { get; init; }

    /// <summary>It runs with nothing else in its process, as it was interrupted before.</summary>
    public required bool Lone { get; init; }

    /// <summary><c>low</c>, <c>normal</c> or <c>high</c>.</summary>
    public required string Priority { get; init; }

    /// <summary>Its type has a rate limit.</summary>
    public required bool Limited { get; init; }
}
