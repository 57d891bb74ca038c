using System.Data;
using Npgsql;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>One transaction for the effects of several jobs, and of their outcomes.</summary>
internal sealed class DatabaseTransaction(
    PipelineDatabase database, SessionWitness witness, JobSession session, JobExecutor executor, CommittedOutcomes committed)
{
    /// <returns>How many of the jobs were started, from the first one: each of these has its outcome.</returns>
    /// <exception cref="JobFailedException">With <see cref="Failures.EndIt"/>, or where the job left work behind: nothing is
    /// committed.</exception>
    /// <exception cref="BatchFailedException">Nobody knows which of the jobs failed: nothing is committed.</exception>
    /// <exception cref="TransactionConflictException">Another transaction was in the way: nothing is committed.</exception>
    /// <exception cref="SessionLostException">The session ended; what was committed is in doubt if it says so.</exception>
    /// <exception cref="JobFencedException">The message was given to another worker.</exception>
    public async Task<int> RunAsync(Lease lease, JobDefinition definition, IReadOnlyList<ClaimedJob> jobs, bool ends, Failures failures, Delivery delivery)
    {
        var round = witness.Round;
        var connection = await database.Jobs.OpenConnectionAsync();
        Task? leftBehind = null;
        var isSent = false;
        try
        {
            var transaction = await connection.BeginTransactionAsync();
            // The first time the claim is fresh, and the outcomes are fenced whatever happens: a round trip saved.
            if (failures == Failures.RollBack) await session.FenceAsync(connection, lease, definition, CancellationToken.None);
            var outcomes = new List<JobOutcome>(jobs.Count);
            var statements = new List<NpgsqlBatchCommand>();
            var enqueued = false;
            Exception? swallowed = null;
            foreach (var together in definition.Invoker.IsBatch ? [jobs] : jobs.Chunk(1).Cast<IReadOnlyList<ClaimedJob>>())
            {
                if (outcomes.Count > 0 && !delivery.MayStart(definition.TimeLimit)) break;
                if (failures == Failures.RollBack) await transaction.SaveAsync("job");
                await using var run = await executor.RunAsync(
                    together, definition, lease.Lane, s => s.Enter(connection, transaction, (_, _) => Task.CompletedTask));
                leftBehind = run.LeftBehind;
                Check(run, round, definition.Invoker.IsBatch, jobs.Count > 1, failures);
                if (failures == Failures.RollBack) await EndAsync(transaction, run);
                outcomes.AddRange(run.Outcomes);
                statements.AddRange(run.Statements);
                enqueued |= run.Enqueued && run.Exception is null;
                swallowed ??= run.Swallowed;
            }
            isSent = true;
            try
            {
                await Completion.CommitAsync(
                    connection, transaction, lease, outcomes, ends && outcomes.Count == jobs.Count, new(statements, definition.TimeLimit));
            }
            catch (PostgresException e) when (jobs.Count == 1 && DatabaseFault.IsEarlier(e))
            {
                throw JobFaults.Explained(e, swallowed);
            }
            committed.Tell(lease, outcomes, enqueued);
            return outcomes.Count;
        }
        catch (Exception e) when (
            connection.FullState == ConnectionState.Broken && leftBehind is null
            && e is not (SessionLostException or JobFencedException or TimeoutException))
        {
            throw new SessionLostException(round, isSent, e);
        }
        finally
        {
            await session.ReturnAsync(connection, leftBehind);
        }
    }

    private static void Check(JobRun run, int round, bool isBatch, bool isShared, Failures failures)
    {
        // Of what else waits in the transaction nothing may be lost, or be done twice.
        if (run.ChangedSession && isShared)
            throw new BatchFailedException(new InvalidOperationException("A job changed the session that it shared with others."));
        if (run.Exception is not { } failure) return;
        if (run.Fault == JobFault.SessionLost) throw new SessionLostException(round, inDoubt: false, failure);
        if (run.Fault == JobFault.Conflict) throw new TransactionConflictException(failure);
        if (isBatch && run.Outcomes is [not { Kind: JobOutcomeKind.Cancelled }, _, ..]) throw new BatchFailedException(failure);
        if (isShared && MayBeAnothers(failure, failures)) throw new BatchFailedException(failure);
        if (failures == Failures.EndIt || run.LeftBehind is not null) throw new JobFailedException(run.Outcomes, failure);
    }

    // Somebody before went on after an error of the database, or left something running on the connection.
    private static bool MayBeAnothers(Exception failure, Failures failures) =>
        (failures == Failures.EndIt && DatabaseFault.IsEarlier(failure))
        || failure.Causes().Any(e => e is NpgsqlOperationInProgressException);

    private static Task EndAsync(NpgsqlTransaction transaction, JobRun run) =>
        run.Exception is null ? transaction.ReleaseAsync("job") : transaction.RollbackAsync("job");
}
