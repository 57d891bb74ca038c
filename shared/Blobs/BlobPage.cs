namespace Pipeline.Blobs;

/// <summary>A part of a listing, by name.</summary>
/// <param name="Blobs">May be empty although there is more.</param>
/// <param name="Next">Where to go on; null at the end.</param>
public sealed record BlobPage(IReadOnlyList<StoredBlob> Blobs, string? Next);
