namespace Pipeline.Workload.Jobs;

/// <summary>A job that takes <c>Workload__SlowSeconds</c> of the process that runs it.</summary>
public sealed record Slow(string Name);
