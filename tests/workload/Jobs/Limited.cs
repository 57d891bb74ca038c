namespace Pipeline.Workload.Jobs;

/// <summary>A job of which 30 a second may start, over all processes.</summary>
public sealed record Limited(string Name);
