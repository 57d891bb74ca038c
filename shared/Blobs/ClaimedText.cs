namespace Pipeline.Blobs;

/// <summary>JSON as a row keeps it: the text itself, or the name of the blob that holds it.</summary>
internal readonly record struct ClaimedText(string? Row, string? Blob);
