using Voters.Csv;

namespace BenchJobs.Jobs;

/// <summary>One record; messages name as many as by default.</summary>
public sealed record Register(Voter Voter);
