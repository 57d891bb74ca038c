using Microsoft.Extensions.Logging;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>Puts off jobs of a type or version that this process does not know, with growing delays: newer or older code may know them (I7).</summary>
internal sealed class ParkedJobs(OutcomeRecorder recorder, Jitter jitter, ILogger<ParkedJobs> logger)
{
    private static readonly RetryBackoff Backoff = new(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(10));

    public async Task ParkAsync(Lease lease)
    {
        logger.LogWarning("Nobody here knows job {Type} version {Version}; {Count} of them are parked", lease.Jobs[0].Type, lease.Jobs[0].Version, lease.Jobs.Count);
        var outcomes = lease.Jobs.Select(job => JobOutcome.Parked(job, Backoff.After(job.Parked + 1, jitter.Next())));
        await recorder.RecordAsync(lease, [.. outcomes], ends: true);
    }
}
