using Npgsql;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>
/// Runs short database jobs in one transaction, each behind a savepoint; the outcomes of all are its last statement.
/// When the transaction as a whole fails, its members run again, each alone, and no attempt is counted.
/// </summary>
internal sealed class DatabaseRun(PipelineDatabase database, JobExecutor executor, JobCatalog catalog, CommittedOutcomes committed, TimeProvider time)
{
    private const int ConflictTries = 5;

    /// <param name="ends">These are the message's last jobs, so that its row goes with them.</param>
    /// <exception cref="JobFencedException">The message was given to another worker.</exception>
    /// <exception cref="NpgsqlException">The database is away; some of the jobs may have their outcome.</exception>
    public async Task RunAsync(Lease lease, IReadOnlyList<ClaimedJob> jobs, bool ends)
    {
        try
        {
            await TogetherAsync(lease, jobs, ends);
        }
        catch (JobAbandonedException e)
        {
            var others = jobs.Where(j => j != e.Outcome.Job).ToList();
            await RecordAsync(lease, e.Outcome, ends && others.Count == 0);
            if (others.Count > 0) await RunAsync(lease, others, ends);
        }
        catch (Exception e) when (e is not JobFencedException && !DatabaseFault.IsAway(e))
        {
            if (jobs.Count > 1)
                for (var i = 0; i < jobs.Count; i++)
                    await RunAsync(lease, [jobs[i]], ends && i == jobs.Count - 1);
            else
                await AloneAsync(lease, jobs[0], ends, e);
        }
    }

    // The first try has failed with a conflict, or at the commit, where no savepoint could catch it.
    private async Task AloneAsync(Lease lease, ClaimedJob job, bool ends, Exception failure)
    {
        for (var tries = 1; tries < ConflictTries && DatabaseFault.IsConflict(failure); tries++)
            try
            {
                await TogetherAsync(lease, [job], ends);
                return;
            }
            catch (Exception e) when (e is not JobFencedException and not JobAbandonedException && !DatabaseFault.IsAway(e))
            {
                failure = e;
            }
        await RecordAsync(lease, executor.Failed(job, Definition(job), failure, time.GetTimestamp()), ends);
    }

    private async Task TogetherAsync(Lease lease, IReadOnlyList<ClaimedJob> jobs, bool ends)
    {
        var connection = await database.Source.OpenConnectionAsync();
        Task? abandoned = null;
        try
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await Completion.FenceAsync(connection, lease, CancellationToken.None);
            var outcomes = new List<JobOutcome>(jobs.Count);
            var enqueued = false;
            foreach (var job in jobs)
            {
                await transaction.SaveAsync("job");
                var run = await executor.RunAsync(job, Definition(job), lease.Lane, s => s.Enter(connection, transaction, (_, _) => Task.CompletedTask));
                if (run.Abandoned is not null)
                {
                    abandoned = run.Abandoned;
                    await EndSessionAsync(connection.ProcessID);
                    throw new JobAbandonedException(run.Outcome);
                }
                if (run.Exception is null)
                    await transaction.ReleaseAsync("job");
                else
                    await transaction.RollbackAsync("job"); // throws where it was the connection that broke: nobody's failure then
                if (run.Exception is not null && DatabaseFault.IsConflict(run.Exception))
                    throw new TransactionConflictException(run.Exception);
                outcomes.Add(run.Outcome);
                enqueued |= run.Enqueued && run.Exception is null;
            }
            await Completion.WriteAsync(connection, lease, outcomes, ends, CancellationToken.None);
            await transaction.CommitAsync();
            committed.Tell(outcomes, enqueued);
        }
        finally
        {
            if (abandoned is null) await connection.DisposeAsync();
            else _ = abandoned.ContinueWith(_ => connection.DisposeAsync().AsTask(), TaskScheduler.Default);
        }
    }

    private async Task RecordAsync(Lease lease, JobOutcome outcome, bool ends)
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Completion.FenceAsync(connection, lease, CancellationToken.None);
        await Completion.WriteAsync(connection, lease, [outcome], ends, CancellationToken.None);
        await transaction.CommitAsync();
        committed.Tell([outcome], enqueued: false);
    }

    // A handler that does not stop still holds the transaction and its locks: the server ends them.
    private async Task EndSessionAsync(int processId)
    {
        await using var command = database.Command("select pg_terminate_backend($1)", processId);
        await command.ExecuteNonQueryAsync();
    }

    private JobDefinition Definition(ClaimedJob job) => catalog.Find(job.Type, job.Version)!;
}
