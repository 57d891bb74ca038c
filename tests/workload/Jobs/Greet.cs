namespace Pipeline.Workload.Jobs;

/// <summary>Arguments of version 1.</summary>
public sealed record Greet(string Name);
