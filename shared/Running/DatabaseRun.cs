using Npgsql;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>
/// Runs short database jobs in one transaction, each behind a savepoint, or all of them as a batch; the outcomes are its last statement.
/// When the transaction as a whole fails, its members run again, each alone, and no attempt is counted.
/// </summary>
internal sealed class DatabaseRun(PipelineDatabase database, JobSession session, JobExecutor executor, OutcomeRecorder recorder, CommittedOutcomes committed, TimeProvider time)
{
    private const int ConflictTries = 5;

    /// <param name="ends">These are the message's last jobs, so that its row goes with them.</param>
    /// <returns>How many of the jobs were started, from the first one: each of these has its outcome.</returns>
    /// <exception cref="JobFencedException">The message was given to another worker.</exception>
    /// <exception cref="NpgsqlException">The database is away; some of the jobs may have their outcome.</exception>
    public async Task<int> RunAsync(Lease lease, JobDefinition definition, IReadOnlyList<ClaimedJob> jobs, bool ends, Delivery delivery)
    {
        try
        {
            return await TogetherAsync(lease, definition, jobs, ends, delivery);
        }
        // What a batch handler failed with may look like the database's fault and be another server's.
        catch (Exception e) when (e is not JobFencedException && (e is BatchFailedException || !DatabaseFault.IsAway(e)))
        {
            if (jobs.Count == 1)
            {
                await AloneAsync(lease, definition, jobs[0], ends, delivery, e);
                return 1;
            }
            var started = 0;
            while (started < jobs.Count && delivery.MayStart(definition.TimeLimit))
                started += await RunAsync(lease, definition, [jobs[started]], ends && started == jobs.Count - 1, delivery);
            return started;
        }
    }

    // The first try has failed: with a conflict, at the commit, where no savepoint could catch it, or because the handler did not stop.
    private async Task AloneAsync(Lease lease, JobDefinition definition, ClaimedJob job, bool ends, Delivery delivery, Exception failure)
    {
        for (var tries = 1; tries < ConflictTries && DatabaseFault.IsConflict(failure) && delivery.MayStart(definition.TimeLimit); tries++)
            try
            {
                await TogetherAsync(lease, definition, [job], ends, delivery);
                return;
            }
            catch (Exception e) when (e is not JobFencedException && !DatabaseFault.IsAway(e))
            {
                failure = e;
            }
        var outcomes = (failure as JobAbandonedException)?.Outcomes ?? executor.Failed([job], definition, failure, time.GetTimestamp());
        await recorder.RecordAsync(lease, outcomes, ends);
    }

    private async Task<int> TogetherAsync(Lease lease, JobDefinition definition, IReadOnlyList<ClaimedJob> jobs, bool ends, Delivery delivery)
    {
        var connection = await database.Source.OpenConnectionAsync();
        Task? abandoned = null;
        try
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await session.FenceAsync(connection, lease, definition, CancellationToken.None);
            var outcomes = new List<JobOutcome>(jobs.Count);
            var enqueued = false;
            foreach (var together in definition.Invoker.IsBatch ? [jobs] : jobs.Chunk(1).Cast<IReadOnlyList<ClaimedJob>>())
            {
                if (outcomes.Count > 0 && !delivery.MayStart(definition.TimeLimit)) break;
                await transaction.SaveAsync("job");
                await using var run = await executor.RunAsync(together, definition, lease.Lane, s => s.Enter(connection, transaction, (_, _) => Task.CompletedTask));
                if (run.Abandoned is not null)
                {
                    abandoned = run.Abandoned;
                    await session.EndAsync(connection);
                    throw new JobAbandonedException(run.Outcomes);
                }
                if (run.Exception is null)
                    await transaction.ReleaseAsync("job");
                else
                    await transaction.RollbackAsync("job"); // throws where it was the connection that broke: nobody's failure then
                if (run.Exception is not null && DatabaseFault.IsConflict(run.Exception))
                    throw new TransactionConflictException(run.Exception);
                // Of a batch nobody knows who is guilty: each runs again by itself.
                if (run.Exception is not null && together.Count > 1 && run.Outcomes[0].Kind != JobOutcomeKind.Cancelled)
                    throw new BatchFailedException(run.Exception);
                outcomes.AddRange(run.Outcomes);
                enqueued |= run.Enqueued && run.Exception is null;
            }
            await Completion.WriteAsync(connection, lease, outcomes, ends && outcomes.Count == jobs.Count, CancellationToken.None);
            await transaction.CommitAsync();
            committed.Tell(lease, outcomes, enqueued);
            return outcomes.Count;
        }
        finally
        {
            if (abandoned is null) await connection.DisposeAsync();
            else JobSession.DisposeAfter(abandoned, connection);
        }
    }
}
