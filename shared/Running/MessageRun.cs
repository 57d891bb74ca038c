using Microsoft.Extensions.Logging;
using Pipeline.Database;
using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Workers;

namespace Pipeline.Running;

/// <summary>Runs the jobs of a claimed message, in the way that suits each, for as long as its delivery may take.</summary>
internal sealed class MessageRun(
    LeaseTable leases, DatabaseRun databaseRun, IoRun ioRun, ParkedJobs parked, OutcomeRecorder recorder, FlowFollowUp followUp, RunGate gate, JobCatalog catalog, PipelineOptions options, ILogger<MessageRun> logger)
{
    // After an error of the pipeline's own: nothing is lost, and nothing spins.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Every job of the lease gets its outcome or goes back to the outbox.</summary>
    /// <exception cref="JobFencedException">The message was given to another worker.</exception>
    /// <exception cref="Npgsql.NpgsqlException">The database is away; to be run again with what is left.</exception>
    public async Task RunAsync(Lease lease, Delivery delivery)
    {
        var jobs = lease.Jobs;
        try
        {
            lease = await WithoutEndedAsync(lease);
            if (lease.Jobs.Count == 0)
                await leases.EndAsync(lease, CancellationToken.None);
            // A message holds one type and version.
            else if (catalog.Find(lease.Jobs[0].Type, lease.Jobs[0].Version) is not { } definition)
                await parked.ParkAsync(lease);
            else if (await RunJobsAsync(lease, definition, delivery) is > 0 and var left)
            {
                logger.LogInformation("Message {MessageId}: {Count} jobs go back to the outbox", lease.MessageId, left);
                await leases.ReleaseAsync(lease.MessageId, lease.Token, TimeSpan.Zero, mayExpire: true, CancellationToken.None);
            }
            // A message's jobs are of one flow.
            if (jobs.FirstOrDefault(j => j.Flow is { Counts: true }) is { Flow: { } flow })
                _ = FollowUpAsync(flow.Id);
        }
        catch (Exception e) when (e is not JobFencedException && !DatabaseFault.IsAway(e))
        {
            logger.LogError(e, "Message {MessageId} could not be run; it comes back in {Pause}", lease.MessageId, Pause);
            await leases.ReleaseAsync(lease.MessageId, lease.Token, Pause, CancellationToken.None);
        }
    }

    // The message is done, and may be acked; only a process that stops waits for this.
    private async Task FollowUpAsync(Guid flow)
    {
        using (gate.Stay()) await followUp.RunAsync([flow]);
    }

    // What may not start any more has its outcome without a run.
    private async Task<Lease> WithoutEndedAsync(Lease lease)
    {
        var ended = lease.Jobs.Where(j => j.Expired || j.Flow is { MayNotStart: true })
            .Select(j => j.Flow is { MayNotStart: true } ? JobOutcome.Cancelled(j) : JobOutcome.Expired(j)).ToList();
        if (ended.Count == 0) return lease;
        lease = lease with { Jobs = [.. lease.Jobs.Where(j => !j.Expired && j.Flow is not { MayNotStart: true })] };
        await recorder.RecordAsync(lease, ended, ends: false);
        return lease;
    }

    /// <returns>How many jobs were not started.</returns>
    private async Task<int> RunJobsAsync(Lease lease, JobDefinition definition, Delivery delivery)
    {
        if (definition.Mode == JobMode.Io)
        {
            var left = await ioRun.RunAsync(lease, definition, delivery);
            if (left == 0) await leases.EndAsync(lease, CancellationToken.None);
            return left;
        }
        var done = 0;
        while (done < lease.Jobs.Count && (done == 0 || delivery.MayStart(definition.TimeLimit)))
        {
            var together = lease.Jobs.Skip(done).Take(definition.Invoker.IsBatch ? lease.Jobs.Count : options.TransactionSize).ToList();
            var started = await databaseRun.RunAsync(lease, definition, together, ends: done + together.Count == lease.Jobs.Count, delivery);
            done += started;
            if (started < together.Count) break;
        }
        return lease.Jobs.Count - done;
    }
}
