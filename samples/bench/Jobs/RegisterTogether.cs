using Voters.Csv;

namespace BenchJobs.Jobs;

/// <summary>One record; those of a message are written by one statement.</summary>
public sealed record RegisterTogether(Voter Voter);
