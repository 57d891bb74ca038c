namespace Pipeline.Workload.Jobs;

/// <summary>Arguments of version 2, which say in which language.</summary>
public sealed record GreetIn(string Name, string Language);
