using Voters.Csv;

namespace BenchJobs.Jobs;

/// <summary>One record, whose statement goes with the outcome.</summary>
public sealed record RegisterWithOutcome(Voter Voter);
