using Microsoft.Extensions.Logging;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>Runs the jobs of a claimed message, in the way that suits each, within the message's time budget.</summary>
internal sealed class MessageRun(
    LeaseTable leases, DatabaseRun databaseRun, IoRun ioRun, ParkedJobs parked, JobCatalog catalog, PipelineOptions options, TimeProvider time, ILogger<MessageRun> logger)
{
    // After an error of the pipeline's own: nothing is lost, and nothing spins.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Every job of the lease gets its outcome or goes back to the outbox.</summary>
    /// <exception cref="JobFencedException">The message was given to another worker.</exception>
    /// <exception cref="Npgsql.NpgsqlException">The database is away; to be run again with what is left.</exception>
    public async Task RunAsync(Lease lease, CancellationToken stopping)
    {
        try
        {
            await RunJobsAsync(lease, stopping);
        }
        catch (Exception e) when (e is not JobFencedException && !DatabaseFault.IsAway(e))
        {
            logger.LogError(e, "Message {MessageId} could not be run; it comes back in {Pause}", lease.MessageId, Pause);
            await leases.ReleaseAsync(lease.MessageId, lease.Token, Pause, CancellationToken.None);
        }
    }

    private async Task RunJobsAsync(Lease lease, CancellationToken stopping)
    {
        var started = time.GetTimestamp();
        if (lease.Jobs.Count == 0)
        {
            await leases.EndAsync(lease, CancellationToken.None);
            return;
        }
        // A message holds one type and version.
        var (job, size) = (lease.Jobs[0], lease.Lone ? 1 : options.TransactionSize);
        var definition = catalog.Find(job.Type, job.Version);
        if (definition is null)
            await parked.ParkAsync(lease);
        else if (definition.Mode == JobMode.Io)
        {
            await ioRun.RunAsync(lease, lease.Jobs);
            await leases.EndAsync(lease, CancellationToken.None);
        }
        else
            for (var done = 0; done < lease.Jobs.Count; done += size)
            {
                if (done > 0 && (stopping.IsCancellationRequested || time.GetElapsedTime(started) > options.MessageBudget))
                {
                    logger.LogInformation("Message {MessageId}: {Count} jobs go back to the outbox", lease.MessageId, lease.Jobs.Count - done);
                    await leases.ReleaseAsync(lease.MessageId, lease.Token, TimeSpan.Zero, CancellationToken.None);
                    return;
                }
                await databaseRun.RunAsync(lease, [.. lease.Jobs.Skip(done).Take(size)], ends: done + size >= lease.Jobs.Count);
            }
    }
}
