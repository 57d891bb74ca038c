namespace Pipeline.Blobs;

/// <summary>A blob as a listing tells of it.</summary>
/// <param name="Name">Its whole name.</param>
/// <param name="WrittenAt">When it was last written, by the store's clock.</param>
public sealed record StoredBlob(string Name, DateTimeOffset WrittenAt);
