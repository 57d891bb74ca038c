using Pipeline.Jobs;

namespace BenchJobs.Probes;

/// <summary>Probes to be enqueued one by one.</summary>
/// <param name="Samples">How many.</param>
/// <param name="Gap">The pause after each.</param>
/// <param name="Priority">Theirs.</param>
public sealed record ProbeRequest(int Samples, TimeSpan Gap, JobPriority Priority);
