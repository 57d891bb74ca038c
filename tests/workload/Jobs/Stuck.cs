namespace Pipeline.Workload.Jobs;

/// <summary>A job that never ends and ignores its time limit.</summary>
public sealed record Stuck(string Name);
