namespace Pipeline.Cli.Api.DeadLetters;

/// <summary>Dead letters of one kind that died of the same.</summary>
internal sealed record DeadGroup
{
    /// <summary>A job's name; null for messages that nobody could read.</summary>
    public string? Type { get; init; }

    public required string Cause { get; init; }

    public required long Count { get; init; }

    public DateTimeOffset? First { get; init; }

    public DateTimeOffset? Last { get; init; }
}
