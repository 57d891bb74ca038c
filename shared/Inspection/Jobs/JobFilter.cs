namespace Pipeline.Inspection;

/// <summary>Which jobs are meant; all of them where nothing is said.</summary>
public sealed record JobFilter
{
    public JobState? State { get; init; }

    /// <summary>A job's name, exactly.</summary>
    public string? Type { get; init; }

    /// <summary>What a job's name begins with.</summary>
    public string? TypePrefix { get; init; }

    /// <summary>Members and callbacks of this flow.</summary>
    public Guid? Flow { get; init; }

    /// <summary>This one, whatever else is said.</summary>
    public Guid? Id { get; init; }
}
