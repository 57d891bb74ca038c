namespace Pipeline.Workload.Jobs;

/// <summary>A job that cannot succeed until <c>Workload__Mended</c> is true.</summary>
public sealed record Fail(string Name);
