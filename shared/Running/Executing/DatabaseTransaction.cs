using System.Data;
using System.Runtime.ExceptionServices;
using Npgsql;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>One transaction for the effects of several jobs, and of their outcomes.</summary>
internal sealed class DatabaseTransaction(PipelineDatabase database, JobSession session, JobExecutor executor, CommittedOutcomes committed)
{
    /// <returns>How many of the jobs were started, from the first one: each of these has its outcome.</returns>
    /// <exception cref="JobFailedException">With <see cref="Failures.EndIt"/>: nothing is committed.</exception>
    /// <exception cref="BatchFailedException">A batch handler failed, for nobody knows which of its jobs: nothing is committed.</exception>
    /// <exception cref="TransactionConflictException">Another transaction was in the way: nothing is committed.</exception>
    /// <exception cref="JobFencedException">The message was given to another worker.</exception>
    public async Task<int> RunAsync(Lease lease, JobDefinition definition, IReadOnlyList<ClaimedJob> jobs, bool ends, Failures failures, Delivery delivery)
    {
        var connection = await database.Jobs.OpenConnectionAsync();
        Task? abandoned = null;
        try
        {
            await using var transaction = await connection.BeginTransactionAsync();
            // The first time the claim is fresh, and the outcomes are fenced whatever happens: a round trip saved.
            if (failures == Failures.RollBack) await session.FenceAsync(connection, lease, definition, CancellationToken.None);
            var outcomes = new List<JobOutcome>(jobs.Count);
            var statements = new List<NpgsqlBatchCommand>();
            var enqueued = false;
            foreach (var together in definition.Invoker.IsBatch ? [jobs] : jobs.Chunk(1).Cast<IReadOnlyList<ClaimedJob>>())
            {
                if (outcomes.Count > 0 && !delivery.MayStart(definition.TimeLimit)) break;
                if (failures == Failures.RollBack) await transaction.SaveAsync("job");
                await using var run = await executor.RunAsync(together, definition, lease.Lane, s => s.Enter(connection, transaction, (_, _) => Task.CompletedTask));
                if (run.Abandoned is not null)
                {
                    abandoned = run.Abandoned;
                    await session.EndAsync(connection);
                }
                Check(run, connection, definition.Invoker.IsBatch, jobs.Count > 1, failures);
                if (failures == Failures.RollBack) await EndAsync(transaction, run);
                outcomes.AddRange(run.Outcomes);
                statements.AddRange(run.Statements);
                enqueued |= run.Enqueued && run.Exception is null;
            }
            await Completion.CommitAsync(connection, transaction, lease, outcomes, ends && outcomes.Count == jobs.Count, new(statements, definition.TimeLimit));
            committed.Tell(lease, outcomes, enqueued);
            return outcomes.Count;
        }
        finally
        {
            if (abandoned is null) await connection.DisposeAsync();
            else JobSession.DisposeAfter(abandoned, connection);
        }
    }

    private static void Check(JobRun run, NpgsqlConnection connection, bool isBatch, bool isShared, Failures failures)
    {
        if (run.Exception is not { } failure) return;
        // Nobody's failure.
        if (DatabaseFault.IsAway(failure) && run.Abandoned is null && connection.State != ConnectionState.Open) ExceptionDispatchInfo.Throw(failure);
        if (DatabaseFault.IsConflict(failure)) throw new TransactionConflictException(failure);
        // Nobody knows whose: of a batch, or where somebody before went on after an error of the database.
        if (isBatch && run.Outcomes is [not { Kind: JobOutcomeKind.Cancelled }, _, ..]) throw new BatchFailedException(failure);
        if (isShared && failures == Failures.EndIt && DatabaseFault.IsEarlier(failure)) throw new BatchFailedException(failure);
        if (failures == Failures.EndIt || run.Abandoned is not null) throw new JobFailedException(run.Outcomes, failure);
    }

    // A rollback throws where it was the connection that broke: nobody's failure then.
    private static Task EndAsync(NpgsqlTransaction transaction, JobRun run) =>
        run.Exception is null ? transaction.ReleaseAsync("job") : transaction.RollbackAsync("job");
}
