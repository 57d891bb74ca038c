using Npgsql;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>The database session that a handler works in: fenced, bounded, and ended with the handler that does not end.</summary>
internal sealed class JobSession(PipelineDatabase database, PipelineOptions options)
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    // The lock is what a recovering sweep passes over: whoever comes second sees another token, or none. A process that freezes keeps its locks
    // no longer than a handler may be silent.
    private const string FenceSql = """
        select set_config('idle_in_transaction_session_timeout', $3, true) from pipeline.outbox where id = $1 and token = $2 for share
        """;

    /// <summary>Locks the lease for the rest of the transaction.</summary>
    /// <exception cref="JobFencedException">The message was given to another worker.</exception>
    public async Task FenceAsync(NpgsqlConnection connection, Lease lease, JobDefinition definition, CancellationToken cancellationToken)
    {
        var silence = definition.TimeLimit + options.AbandonAfter + Margin;
        await using var command = PipelineDatabase.With(
            new(FenceSql, connection), [lease.MessageId, lease.Token, ((long)silence.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        if (await command.ExecuteScalarAsync(cancellationToken) is null)
            throw new JobFencedException();
    }

    /// <summary>Ends the session of a handler that does not stop, with its transaction and its locks.</summary>
    public async Task EndAsync(NpgsqlConnection connection)
    {
        await using var command = database.Command("select pg_terminate_backend($1)", connection.ProcessID);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Gives the client's side of the session back once nobody works on it.</summary>
    public static void DisposeAfter(Task handling, NpgsqlConnection connection) =>
        _ = handling.ContinueWith(_ => connection.DisposeAsync().AsTask(), TaskScheduler.Default);
}
