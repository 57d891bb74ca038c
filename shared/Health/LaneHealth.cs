namespace Pipeline.Health;

/// <summary>How a queue is.</summary>
/// <param name="Messages">How many wait; null: there is no such queue.</param>
/// <param name="Consumers">How many functions take from it, over all instances.</param>
/// <param name="Kind">What it is for.</param>
public sealed record LaneHealth(long? Messages, long Consumers, LaneKind Kind)
{
    /// <summary>
    /// It is there, and somebody takes what it holds. Without a consumer, the sweep over lanes does; and where other queues have one, it has lost its own.
    /// </summary>
    public bool Healthy => Messages is not null && (Consumers > 0 || (Messages == 0 && !IsForsaken));

    /// <summary>It has no consumer, and other queues have: a function is disabled, or its trigger is lost until its host starts again.</summary>
    public bool IsForsaken { get; init; }
}
