namespace Pipeline.Cli.Api.Jobs;

/// <summary>Arguments or a result.</summary>
/// <param name="Text">The JSON, or its beginning where it is <paramref name="Truncated"/>.</param>
/// <param name="Blob">The blob that holds it in place of the row.</param>
/// <param name="Problem">Why there is no text.</param>
internal sealed record JobContent(long? Bytes, string? Text, bool Truncated, string? Blob, string? Problem);
