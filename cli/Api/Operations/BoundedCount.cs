namespace Pipeline.Cli.Api.Operations;

/// <summary>How many, where the server stops counting at some point.</summary>
/// <param name="More">There are more than <paramref name="Count"/>.</param>
internal sealed record BoundedCount(long Count, bool More);
