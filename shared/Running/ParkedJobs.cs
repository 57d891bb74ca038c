using Microsoft.Extensions.Logging;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>Puts off jobs of a type or version that this process does not know, with growing delays: newer or older code may know them (I7).</summary>
internal sealed class ParkedJobs(PipelineDatabase database, ILogger<ParkedJobs> logger)
{
    private static readonly RetryBackoff Backoff = new(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(10));

    public async Task ParkAsync(Lease lease)
    {
        logger.LogWarning("Nobody here knows job {Type} version {Version}; {Count} of them are parked", lease.Jobs[0].Type, lease.Jobs[0].Version, lease.Jobs.Count);
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Completion.FenceAsync(connection, lease, CancellationToken.None);
        var outcomes = lease.Jobs.Select(job => new JobOutcome
        {
            Job = job,
            Kind = JobOutcomeKind.Parked,
            Error = $"No handler here for {job.Type} version {job.Version}; parked until a process that has one takes it.",
            Delay = Backoff.After(job.Parked + 1, Random.Shared.NextDouble()),
        });
        await Completion.WriteAsync(connection, lease, [.. outcomes], ends: true, CancellationToken.None);
        await transaction.CommitAsync();
    }
}
