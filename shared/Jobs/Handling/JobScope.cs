using System.Data;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Pipeline.Jobs;

/// <summary>
/// The connection and transaction of the job that runs in a service scope. Outside of a job it is empty, and contexts connect as they are configured.
/// </summary>
public sealed class JobScope
{
    private static readonly AsyncLocal<JobScope?> Running = new();

    private readonly Lock _lock = new();
    private readonly List<NpgsqlBatchCommand> _statements = [];
    private readonly List<Exception> _faults = [];
    private Func<JobScope, CancellationToken, Task>? _begin;
    private Task? _beginning;
    private AsyncServiceScope? _contexts;
    private int _underWay;
    private volatile bool _ended;

    /// <summary>The scope of the job whose handler is running here, if any. What a handler left running is in no job any more once that has
    /// ended.</summary>
    internal static JobScope? Current { get => Running.Value is { _ended: false } scope ? scope : null; set => Running.Value = value; }

    /// <summary>The connection that contexts of this scope use; null outside of a job.</summary>
    public NpgsqlConnection? Connection { get; private set; }

    /// <summary>The transaction that the outcome will commit; null until it is open.</summary>
    public NpgsqlTransaction? Transaction { get; internal set; }

    /// <summary>What goes with the outcome, in this order; complete once the handler has ended.</summary>
    internal IReadOnlyList<NpgsqlBatchCommand> Statements => _statements;

    /// <summary>Whether the job enqueued others: its commit wakes the relay.</summary>
    internal bool Enqueued { get; set; }

    /// <summary>The job was found to be another worker's.</summary>
    internal bool IsFenced { get; private set; }

    /// <summary>A statement of the handler changed the session, which jobs that share it would notice.</summary>
    internal bool ChangedSession { get; set; }

    internal bool InJob => Connection is not null;

    /// <summary>The connection is being opened, or a command or a reader is open on it.</summary>
    internal bool IsBusy =>
        Connection is { } connection
        && (connection.FullState & (ConnectionState.Connecting | ConnectionState.Executing | ConnectionState.Fetching)) != 0;

    /// <summary>The first error that the job's own connection met.</summary>
    internal Exception? FirstFault
    {
        get { lock (_lock) return _faults.FirstOrDefault(); }
    }

    /// <summary>The scope that contexts of these services work in. The root has none: there contexts are pooled or made by a factory, and belong to no job.</summary>
    internal static JobScope Of(IServiceProvider services) =>
        services.GetRequiredService<RootServices>().Are(services) ? new() : services.GetRequiredService<JobScope>();

    internal void Enter(NpgsqlConnection connection, NpgsqlTransaction? transaction, Func<JobScope, CancellationToken, Task> begin) =>
        (Connection, Transaction, _begin) = (connection, transaction, begin);

    /// <summary>Opens the job's transaction for its handler, where it is not open.</summary>
    /// <exception cref="JobFencedException">The job was given to another worker.</exception>
    /// <exception cref="InvalidOperationException">The handler has ended.</exception>
    internal async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (!InJob) return;
        using (Work()) await BeginForOutcomeAsync(cancellationToken);
    }

    /// <summary>The same for the outcome, once the handler has ended.</summary>
    internal Task BeginForOutcomeAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (Transaction is not null || _begin is null) return Task.CompletedTask;
            // Whoever comes second waits for the first; one that failed is tried again.
            if (_beginning is null or { IsCompleted: true }) _beginning = BeginOnceAsync(_begin, cancellationToken);
            return _beginning;
        }
    }

    /// <summary>Keeps a statement to be sent with the outcome.</summary>
    internal void Add(NpgsqlBatchCommand statement)
    {
        lock (_lock)
        {
            ThrowIfEnded();
            _statements.Add(statement);
        }
    }

    /// <summary>Something of the handler's is under way until the result is disposed.</summary>
    internal IDisposable Work()
    {
        lock (_lock)
        {
            ThrowIfEnded();
            _underWay++;
        }
        return new Exit(this);
    }

    /// <summary>An error of the job's own connection.</summary>
    internal void Met(Exception error)
    {
        lock (_lock) _faults.Add(error);
    }

    /// <summary>Whether an error that the job's own connection met is among the causes of <paramref name="failure"/>.</summary>
    internal bool HasMet(Exception failure)
    {
        lock (_lock) return _faults.Count > 0 && failure.Causes().Any(_faults.Contains);
    }

    /// <summary>From now on nothing of the handler's may begin.</summary>
    /// <returns>Whether something is under way.</returns>
    internal bool End()
    {
        lock (_lock)
        {
            _ended = true;
            return _underWay > 0 || IsBusy;
        }
    }

    /// <exception cref="InvalidOperationException">What calls is not the running handler of this job.</exception>
    internal void ThrowUnlessRunning()
    {
        ThrowIfEnded();
        if (InJob && Current != this)
            throw new InvalidOperationException(
                "This context is a job's, and what uses it is not that job's handler: await what the handler starts, and "
                + "give work that outlives it a context and a scope of its own.");
    }

    internal void OnTracking(object? sender, EntityTrackingEventArgs e) => ThrowUnlessRunning();

    /// <summary>Where the job's pooled contexts come from: a scope of the pipeline's, so that nobody else's disposal gives one
    /// back.</summary>
    internal IServiceProvider Contexts(IServiceProvider services)
    {
        lock (_lock) return (_contexts ??= services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope()).ServiceProvider;
    }

    /// <summary>Gives the job's contexts back to their pool. Those of a job that left work behind are dropped instead: it may still use
    /// them.</summary>
    internal ValueTask ReturnContextsAsync() => _contexts?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task BeginOnceAsync(Func<JobScope, CancellationToken, Task> begin, CancellationToken cancellationToken)
    {
        // Not under the lock.
        await Task.Yield();
        try
        {
            await begin(this, cancellationToken);
        }
        catch (Exception e)
        {
            if (e is JobFencedException) IsFenced = true;
            Met(e);
            throw;
        }
    }

    private void ThrowIfEnded()
    {
        if (_ended)
            throw new InvalidOperationException(
                "The job's handler has ended, and with it the use of its context, connection and JobContext: await everything "
                + "that the handler starts.");
    }

    private sealed class Exit(JobScope scope) : IDisposable
    {
        private JobScope? _scope = scope;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _scope, null) is not { } scope) return;
            lock (scope._lock) scope._underWay--;
        }
    }
}

/// <summary>Tells the container's root from its scopes, by what the container itself gives a singleton.</summary>
internal sealed class RootServices(IServiceProvider root)
{
    public bool Are(IServiceProvider services) => ReferenceEquals(services.GetRequiredService<IServiceProvider>(), root);
}
