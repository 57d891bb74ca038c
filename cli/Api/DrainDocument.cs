namespace Pipeline.Cli.Api;

/// <summary>What is left of a job's version.</summary>
internal sealed record DrainDocument
{
    public required string Job { get; init; }
    public required int Version { get; init; }
    public required bool Drained { get; init; }
    public required DrainPlaces Left { get; init; }
}
