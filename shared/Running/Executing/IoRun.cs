using System.Data;
using Npgsql;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>Runs jobs that wait on something else side by side; each has a transaction of its own, opened to write and for the outcome.</summary>
internal sealed class IoRun(
    PipelineDatabase database, JobSession session, JobExecutor executor, OutcomeRecorder recorder, CommittedOutcomes committed, PipelineOptions options, TimeProvider time) : IDisposable
{
    // A session that broke or a deadlock is nobody's failure, as long as it does not happen again and again.
    private const int UncountedTries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _places = new(Math.Min(options.IoConcurrency, database.ReaderConnections));

    /// <returns>How many of the jobs were not started.</returns>
    /// <exception cref="JobFencedException">The message was given to another worker.</exception>
    /// <exception cref="NpgsqlException">The database is away; some of the jobs may have their outcome.</exception>
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
            for (var tries = 1; ; tries++)
            {
                // A delivery has an end: past it a failure counts, whosever it is.
                var mayRunAgain = () => tries < UncountedTries && delivery.MayStart(definition.TimeLimit);
                if (await TryAsync(lease, job, definition, mayRunAgain)) return true;
                await Task.Delay(Pause * tries, time);
            }
        }
        finally
        {
            _places.Release();
        }
    }

    /// <returns>Whether the job has its outcome; else it is to be run again, uncounted.</returns>
    private async Task<bool> TryAsync(Lease lease, ClaimedJob job, JobDefinition definition, Func<bool> mayRunAgain)
    {
        var started = time.GetTimestamp();
        var connection = database.Readers.CreateConnection();
        Task? abandoned = null;
        IReadOnlyList<JobOutcome> outcomes;
        try
        {
            JobScope? scope = null;
            await using var run = await executor.RunAsync(
                [job], definition, lease.Lane, s => (scope = s).Enter(connection, null, (own, token) => BeginAsync(own, lease, definition, token)));
            abandoned = run.Abandoned;
            outcomes = run.Outcomes;
            if (run.Exception is null)
            {
                await CommitAsync(scope!, lease, outcomes, new(run.Statements, definition.TimeLimit));
                committed.Tell(lease, outcomes, run.Enqueued);
                return true;
            }
            if (abandoned is not null && connection.State == ConnectionState.Open) await session.EndAsync(connection);
            if (Uncounted(run.Exception) && mayRunAgain()) return false;
        }
        catch (Exception e) when (e is not JobFencedException && !DatabaseFault.IsAway(e))
        {
            if (Uncounted(e) && mayRunAgain()) return false;
            outcomes = executor.Failed([job], definition, e, started);
        }
        finally
        {
            if (abandoned is null) await connection.DisposeAsync();
            else JobSession.DisposeAfter(abandoned, connection);
        }
        await recorder.RecordAsync(lease, outcomes, ends: false);
        return true;
    }

    private static bool Uncounted(Exception exception) => DatabaseFault.IsAway(exception) || DatabaseFault.IsConflict(exception);

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

    private static async Task CommitAsync(JobScope scope, Lease lease, IReadOnlyList<JobOutcome> outcomes, JobStatements own)
    {
        await scope.BeginAsync(CancellationToken.None);
        await Completion.CommitAsync(scope.Connection!, scope.Transaction!, lease, outcomes, ends: false, own);
    }

    public void Dispose() => _places.Dispose();
}
