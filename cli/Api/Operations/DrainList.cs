namespace Pipeline.Cli.Api.Operations;

/// <summary>Versions of jobs of which something is left.</summary>
internal sealed record DrainList
{
    public required IReadOnlyList<DrainDocument> Versions
    {
        get;
        init => field = NoNulls.In(value);
    }

    /// <summary>The server did not look at all messages: numbers are too low, and a version may be missing.</summary>
    public bool More { get; init; }
}
