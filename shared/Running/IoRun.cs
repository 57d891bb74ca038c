using Npgsql;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>Runs jobs that wait on something else side by side; each has a transaction of its own, opened to write and for the outcome.</summary>
internal sealed class IoRun(PipelineDatabase database, JobExecutor executor, JobCatalog catalog, CommittedOutcomes committed, TimeProvider time)
{
    /// <exception cref="JobFencedException">The message was given to another worker.</exception>
    /// <exception cref="NpgsqlException">The database is away; some of the jobs may have their outcome.</exception>
    public Task RunAsync(Lease lease, IReadOnlyList<ClaimedJob> jobs) => Task.WhenAll(jobs.Select(j => RunAsync(lease, j)));

    private async Task RunAsync(Lease lease, ClaimedJob job)
    {
        await Task.Yield();
        var started = time.GetTimestamp();
        var definition = catalog.Find(job.Type, job.Version)!;
        var connection = database.Readers.CreateConnection();
        Task? abandoned = null;
        JobOutcome outcome;
        try
        {
            JobScope? scope = null;
            var run = await executor.RunAsync(job, definition, lease.Lane, s => (scope = s).Enter(connection, null, (own, token) => BeginAsync(own, lease, token)));
            abandoned = run.Abandoned;
            outcome = run.Outcome;
            if (run.Exception is null)
            {
                await scope!.BeginAsync(CancellationToken.None);
                await WriteAsync(connection, scope.Transaction!, lease, outcome);
                committed.Tell([outcome], run.Enqueued);
                return;
            }
        }
        catch (Exception e) when (e is not JobFencedException && !DatabaseFault.IsAway(e))
        {
            outcome = executor.Failed(job, definition, e, started);
        }
        finally
        {
            if (abandoned is null) await connection.DisposeAsync();
            else _ = abandoned.ContinueWith(_ => connection.DisposeAsync().AsTask(), TaskScheduler.Default);
        }
        await RecordAsync(lease, outcome);
    }

    private static async Task BeginAsync(JobScope scope, Lease lease, CancellationToken cancellationToken)
    {
        var connection = scope.Connection!;
        if (connection.State == System.Data.ConnectionState.Closed) await connection.OpenAsync(cancellationToken);
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var writable = new NpgsqlCommand("set transaction read write", connection, transaction))
            await writable.ExecuteNonQueryAsync(cancellationToken);
        await Completion.FenceAsync(connection, lease, cancellationToken);
        scope.Transaction = transaction;
    }

    private async Task RecordAsync(Lease lease, JobOutcome outcome)
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Completion.FenceAsync(connection, lease, CancellationToken.None);
        await WriteAsync(connection, transaction, lease, outcome);
        committed.Tell([outcome], enqueued: false);
    }

    private static async Task WriteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Lease lease, JobOutcome outcome)
    {
        await Completion.WriteAsync(connection, lease, [outcome], ends: false, CancellationToken.None);
        await transaction.CommitAsync();
    }
}
