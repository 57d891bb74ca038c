namespace Pipeline.Cli;

/// <summary>How long the tool waits for what.</summary>
internal sealed record Pacing
{
    /// <summary>A question to the server unanswered for this long counts as a transient failure. Uploads have no limit.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A change of many things at once may take this long; Azure's front end gives up a little earlier.</summary>
    public TimeSpan ChangeWithin { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>How often a single request is tried again after a transient failure.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>The pause before the first retry; each further one is about twice as long.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause before a retry, whatever the server asks for.</summary>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause between two looks at a young flow.</summary>
    public TimeSpan ShortestLook { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The pause between two looks at a flow that runs long.</summary>
    public TimeSpan LongestLook { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A watch outlives a server that is away for no longer than this.</summary>
    public TimeSpan OutageLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The pause before the next look at a flow watched for <paramref name="watched"/>: a fortieth of it, so that the end
    /// of a flow is noticed at most 2.5 % late while a long flow costs the server little.
    /// </summary>
    public TimeSpan NextLook(TimeSpan watched) =>
        TimeSpan.FromTicks(Math.Clamp(watched.Ticks / 40, ShortestLook.Ticks, LongestLook.Ticks));
}
