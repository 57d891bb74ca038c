using Npgsql;

namespace Pipeline.Jobs;

/// <summary>
/// The connection and transaction of the job that runs in a service scope. Outside of a job it is empty, and contexts connect as they are configured.
/// </summary>
public sealed class JobScope
{
    private static readonly AsyncLocal<JobScope?> Running = new();

    private Func<JobScope, CancellationToken, Task>? _begin;

    /// <summary>The scope of the job whose handler is running here, if any.</summary>
    internal static JobScope? Current { get => Running.Value; set => Running.Value = value; }

    /// <summary>The connection that contexts of this scope use; null outside of a job.</summary>
    public NpgsqlConnection? Connection { get; private set; }

    /// <summary>The transaction that the outcome will commit; null until it is open.</summary>
    public NpgsqlTransaction? Transaction { get; internal set; }

    /// <summary>What goes with the outcome, in this order.</summary>
    internal List<NpgsqlBatchCommand> Statements { get; } = [];

    /// <summary>Whether the job enqueued others: its commit wakes the relay.</summary>
    internal bool Enqueued { get; set; }

    internal bool InJob => Connection is not null;

    internal void Enter(NpgsqlConnection connection, NpgsqlTransaction? transaction, Func<JobScope, CancellationToken, Task> begin) =>
        (Connection, Transaction, _begin) = (connection, transaction, begin);

    internal Task BeginAsync(CancellationToken cancellationToken) =>
        Transaction is null && _begin is not null ? _begin(this, cancellationToken) : Task.CompletedTask;
}
