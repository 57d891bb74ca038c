using System.Data;
using Npgsql;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>Runs jobs that wait on something else side by side; each has a transaction of its own, opened to write and for the outcome.</summary>
internal sealed class IoRun(
    PipelineDatabase database, SessionWitness witness, JobSession session, JobExecutor executor, OutcomeRecorder recorder,
    CommittedOutcomes committed, SessionLosses losses, PipelineOptions options, TimeProvider time) : IDisposable
{
    // A deadlock is nobody's failure, as long as it does not happen again and again.
    private const int ConflictTries = 5;

    private readonly SemaphoreSlim _places = new(Math.Min(options.IoConcurrency, database.ReaderConnections));

    /// <returns>How many of the jobs were not started.</returns>
    /// <exception cref="JobFencedException">The message was given to another worker.</exception>
    /// <exception cref="NpgsqlException">The database is away; some of the jobs may have their outcome.</exception>
    /// <exception cref="SessionLostException">As <see cref="NpgsqlException"/>.</exception>
    public async Task<int> RunAsync(Lease lease, JobDefinition definition, Delivery delivery)
    {
        var started = await Task.WhenAll(lease.Jobs.Select(job => StartAsync(lease, job, definition, delivery)));
        return started.Count(s => !s);
    }

    private async Task<bool> StartAsync(Lease lease, ClaimedJob job, JobDefinition definition, Delivery delivery)
    {
        await _places.WaitAsync();
        try
        {
            if (!delivery.MayStart(definition.TimeLimit)) return false;
            for (var conflicts = 0; ;)
            {
                var started = time.GetTimestamp();
                Exception failure;
                try
                {
                    await RunAsync(lease, job, definition);
                    return true;
                }
                catch (TransactionConflictException e)
                {
                    failure = e.InnerException!;
                    if (++conflicts < ConflictTries && delivery.MayStart(definition.TimeLimit)) continue;
                }
                catch (SessionLostException e)
                {
                    var counted = await losses.JudgeAsync(e, job, delivery);
                    if (counted is null && delivery.MayStart(definition.TimeLimit)) continue;
                    failure = counted ?? e.InnerException!;
                }
                // What is free has a bound: past the end of the delivery it counts, whosever it was.
                if (delivery.IsStopping) return false;
                await recorder.RecordAsync(lease, executor.Failed([job], definition, failure, started), ends: false);
                return true;
            }
        }
        finally
        {
            _places.Release();
        }
    }

    /// <exception cref="TransactionConflictException">Another transaction was in the way: nothing is committed.</exception>
    /// <exception cref="SessionLostException">The job's session was lost; what was committed is in doubt if it says so.</exception>
    private async Task RunAsync(Lease lease, ClaimedJob job, JobDefinition definition)
    {
        var started = time.GetTimestamp();
        var round = witness.Round;
        var connection = database.Readers.CreateConnection();
        JobScope? scope = null;
        Task? leftBehind = null;
        IReadOnlyList<JobOutcome> outcomes;
        try
        {
            await using var run = await executor.RunAsync(
                [job], definition, lease.Lane, s => (scope = s).Enter(connection, null, (own, token) => BeginAsync(own, lease, definition, token)));
            leftBehind = run.LeftBehind;
            outcomes = await EndedAsync(run, round)
                ?? await CommitAsync(scope!, lease, job, definition, run, round, started);
        }
        finally
        {
            await session.ReturnAsync(connection, leftBehind);
        }
        if (outcomes.Count > 0) await recorder.RecordAsync(lease, outcomes, ends: false);
    }

    /// <returns>What to write of a run that failed; null of one that did not.</returns>
    private async Task<IReadOnlyList<JobOutcome>?> EndedAsync(JobRun run, int round)
    {
        if (run.Exception is not { } failure) return null;
        if (run.Fault == JobFault.Conflict) throw new TransactionConflictException(failure);
        if (run.Fault == JobFault.SessionLost || (run.Fault == JobFault.MaybeAway && await losses.IsAwayAsync(round)))
            throw new SessionLostException(round, inDoubt: false, failure);
        return run.Outcomes;
    }

    /// <returns>What to write in place of an outcome that could not be committed; none where it was.</returns>
    private async Task<IReadOnlyList<JobOutcome>> CommitAsync(
        JobScope scope, Lease lease, ClaimedJob job, JobDefinition definition, JobRun run, int round, long started)
    {
        var isSent = false;
        try
        {
            await scope.BeginForOutcomeAsync(CancellationToken.None);
            isSent = true;
            await Completion.CommitAsync(
                scope.Connection!, scope.Transaction!, lease, run.Outcomes, ends: false, new(run.Statements, definition.TimeLimit));
        }
        catch (Exception e) when (
            scope.Connection!.FullState == ConnectionState.Broken && e is not (JobFencedException or TimeoutException))
        {
            throw new SessionLostException(round, isSent, e);
        }
        catch (Exception e) when (DatabaseFault.IsConflict(e))
        {
            throw new TransactionConflictException(e);
        }
        catch (Exception e) when (e is not JobFencedException && !DatabaseFault.IsAway(e))
        {
            return executor.Failed([job], definition, JobFaults.Explained(e, run.Swallowed), started);
        }
        committed.Tell(lease, run.Outcomes, run.Enqueued);
        return [];
    }

    private async Task BeginAsync(JobScope scope, Lease lease, JobDefinition definition, CancellationToken cancellationToken)
    {
        var connection = scope.Connection!;
        if (connection.State == ConnectionState.Closed) await connection.OpenAsync(cancellationToken);
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var writable = new NpgsqlCommand("set transaction read write", connection, transaction))
            await writable.ExecuteNonQueryAsync(cancellationToken);
        await session.FenceAsync(connection, lease, definition, cancellationToken);
        scope.Transaction = transaction;
    }

    public void Dispose() => _places.Dispose();
}
