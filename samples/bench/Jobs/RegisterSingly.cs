using Voters.Csv;

namespace BenchJobs.Jobs;

/// <summary>One record, and one message.</summary>
public sealed record RegisterSingly(Voter Voter);
