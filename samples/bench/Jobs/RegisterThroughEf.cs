using Voters.Csv;

namespace BenchJobs.Jobs;

/// <summary>One record, written by EF Core.</summary>
public sealed record RegisterThroughEf(Voter Voter);
