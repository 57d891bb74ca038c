using System.Data;
using Microsoft.Extensions.Logging;
using Npgsql;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>The database session that a handler works in: fenced, bounded, and ended with what goes on in it after its handler.</summary>
internal sealed class JobSession(PipelineDatabase database, PipelineOptions options, ILogger<JobSession> logger)
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    // The lock is what a recovering sweep passes over: whoever comes second sees another token, or none. A process that freezes keeps its locks
    // no longer than a handler may be silent.
    private const string FenceSql = """
        select set_config('idle_in_transaction_session_timeout', $3, true) from pipeline.outbox where id = $1 and token = $2 for share
        """;

    // The fence's plan is kept, also one that was made while the outbox was nearly empty. The handler's own statements are planned as the server does.
    private const string ByIndexSql = "set local enable_seqscan = off";
    private const string AsBeforeSql = "set local enable_seqscan to default";

    /// <summary>Locks the lease for the rest of the transaction.</summary>
    /// <exception cref="JobFencedException">The message was given to another worker.</exception>
    public async Task FenceAsync(NpgsqlConnection connection, Lease lease, JobDefinition definition, CancellationToken cancellationToken)
    {
        var silence = definition.TimeLimit + options.AbandonAfter + Margin;
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(ByIndexSql),
                new(FenceSql)
                {
                    Parameters =
                    {
                        new() { Value = lease.MessageId },
                        new() { Value = lease.Token },
                        new() { Value = ((long)silence.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture) },
                    },
                },
                new(AsBeforeSql),
            },
        };
        if (await batch.ExecuteScalarAsync(cancellationToken) is null)
            throw new JobFencedException();
    }

    /// <summary>
    /// Gives a session back, with a transaction that is still open rolled back. One in which something goes on is ended, and given back
    /// once that has noticed: the driver
    /// would wait for it, for as long as it takes.
    /// </summary>
    /// <param name="leftBehind">What the handler left behind, if it did; ends when that does.</param>
    public async Task ReturnAsync(NpgsqlConnection connection, Task? leftBehind)
    {
        var session = connection.State == ConnectionState.Open ? connection.ProcessID : (int?)null;
        if (leftBehind is null && !IsBusy(connection))
        {
            var closing = connection.DisposeAsync().AsTask();
            await closing.WaitAsync(options.AbandonAfter).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!closing.IsCompleted) await EndAsync(session);
            return;
        }
        await EndAsync(session);
        _ = ReturnLaterAsync(connection, leftBehind ?? Task.CompletedTask);
    }

    private static bool IsBusy(NpgsqlConnection connection) =>
        (connection.FullState & (ConnectionState.Connecting | ConnectionState.Executing | ConnectionState.Fetching)) != 0;

    // With its transaction and its locks. A session that cannot be ended from here the server ends: it is silent for too long soon.
    private async Task EndAsync(int? session)
    {
        if (session is null) return;
        try
        {
            await using var command = database.Command("select pg_terminate_backend($1)", session);
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            logger.LogWarning("The session of a handler that goes on could not be ended: {Error}", e.Message);
        }
    }

    private async Task ReturnLaterAsync(NpgsqlConnection connection, Task leftBehind)
    {
        await leftBehind.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var ended = connection.FullState != ConnectionState.Connecting; IsBusy(connection); await Task.Delay(Interval))
        {
            // What was being opened can be ended only once it is open.
            if (ended || connection.State != ConnectionState.Open) continue;
            await EndAsync(connection.ProcessID);
            ended = true;
        }
        await connection.DisposeAsync();
    }
}
