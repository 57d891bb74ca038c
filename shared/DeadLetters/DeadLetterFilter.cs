namespace Pipeline.DeadLetters;

/// <summary>Which dead letters are meant. All of them where nothing is said.</summary>
public sealed record DeadLetterFilter
{
    public static DeadLetterFilter All { get; } = new();

    /// <summary>Dead letters, or jobs, by their ids.</summary>
    public IReadOnlyCollection<Guid>? Ids { get; init; }

    /// <summary>A job's name.</summary>
    public string? Type { get; init; }

    /// <summary>Messages that nobody could read, in place of jobs.</summary>
    public bool Messages { get; init; }

    /// <summary>A group's cause, exactly.</summary>
    public string? Cause { get; init; }
}
