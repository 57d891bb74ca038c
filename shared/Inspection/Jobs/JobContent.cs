namespace Pipeline.Inspection;

/// <summary>Arguments or a result, as far as people look at them.</summary>
/// <param name="Bytes">Of UTF-8 JSON; null where its blob cannot be read.</param>
/// <param name="Text">The JSON, or some 16 KiB from its beginning.</param>
/// <param name="Truncated">There is more than <paramref name="Text"/>.</param>
/// <param name="Blob">The blob that holds it in place of the row.</param>
/// <param name="Problem"><c>gone</c>: past its retention; <c>unavailable</c>: the store does not answer.</param>
public sealed record JobContent(long? Bytes, string? Text, bool Truncated, string? Blob, string? Problem);
