namespace BenchJobs.Jobs;

/// <summary>Waits for something else, as a call to another service does.</summary>
public sealed record Await(int Milliseconds);
