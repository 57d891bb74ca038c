using System.Diagnostics;
using Pipeline.Jobs;

namespace BenchJobs.Jobs;

/// <summary>Its result is the machine's monotonic clock, which all processes of a Linux machine share, in ticks of <see cref="Stopwatch"/>.</summary>
[Job("bench.probe")]
public sealed class ProbeHandler : IJobHandler<Probe, long>
{
    public Task<long> HandleAsync(Probe args, JobContext job, CancellationToken cancellationToken) => Task.FromResult(Stopwatch.GetTimestamp());
}
