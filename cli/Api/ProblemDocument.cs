namespace Pipeline.Cli.Api;

/// <summary>The part of an RFC 9457 problem that an operator needs.</summary>
internal sealed record ProblemDocument
{
    public string? Title { get; init; }

    public string? Detail { get; init; }
}
