using Voters.Csv;

namespace BenchJobs.Jobs;

/// <summary>Records that travel with the job, written row by row.</summary>
public sealed record RegisterCarried(Voter[] Voters);
