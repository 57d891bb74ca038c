namespace BenchJobs.Jobs;

/// <summary>The body of a chord: looks at what each of the members came to, as a body does that adds up their results.</summary>
public sealed record CountMembers;
