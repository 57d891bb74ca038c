namespace Pipeline.Cli.Api.Operations;

/// <summary>What is left of a job's version.</summary>
internal sealed record DrainDocument
{
    public required string Job { get; init; }
    public required int Version { get; init; }
    public required bool Drained { get; init; }

    /// <summary>The app has a job of this name, or something is left of one. Null: the server does not say.</summary>
    public bool? Known { get; init; }

    public required DrainPlaces Left { get; init; }
}
