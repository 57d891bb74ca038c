namespace Pipeline.Inspection;

/// <summary>A job's version of which something is left.</summary>
public sealed record VersionLeft(string Job, int Version, DrainState State);
