using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Pipeline.Blobs;
using Pipeline.Outbox;
using Pipeline.Telemetry.Tracing;

namespace Pipeline.Jobs;

/// <summary>
/// What a context does for the pipeline: saved jobs get their outbox rows, a commit wakes the relay, and inside a handler
/// everything is written in the job's own transaction.
/// </summary>
internal sealed class EnqueueInterceptor(JobCatalog catalog, ClaimCheck claims, OutboxSignal signal, Func<DbContext, JobScope> scopeOf)
    : IDbTransactionInterceptor, ISaveChangesInterceptor
{
    // Contexts whose open transaction holds jobs; weak, as a context may be dropped without commit.
    private readonly ConditionalWeakTable<DbContext, object> _enqueued = [];

    public JobCatalog Catalog => catalog;

    public ClaimCheck Claims => claims;

    public void Enqueued(DbContext db)
    {
        if (scopeOf(db) is { InJob: true } scope) scope.Enqueued = true;
        else _enqueued.AddOrUpdate(db, this);
    }

    /// <summary>Inside a job: something of its handler's is under way until the result is disposed.</summary>
    public IDisposable? Work(DbContext db) => scopeOf(db) is { InJob: true } scope ? scope.Work() : null;

    /// <summary>The connection of the transaction that is open on <paramref name="db"/>.</summary>
    /// <param name="db">The caller's context.</param>
    /// <param name="method">What the caller called, for the error.</param>
    /// <param name="cancellationToken">Before a statement is sent.</param>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public async Task<NpgsqlConnection> BulkConnectionAsync(DbContext db, string method, CancellationToken cancellationToken)
    {
        await JoinJobAsync(db, cancellationToken);
        if (db.Database.CurrentTransaction is null)
            throw new InvalidOperationException(
                $"{method} needs a transaction of the context: await using var transaction = await db.Database.BeginTransactionAsync(); and commit it afterwards."
                + (System.Transactions.Transaction.Current is null ? "" : " A TransactionScope does not count, as it does not tell whether it was committed."));
        return (NpgsqlConnection)db.Database.GetDbConnection();
    }

    /// <summary>Puts the context on the job's transaction, which is opened where it is not; outside of a job it does nothing.</summary>
    /// <exception cref="InvalidOperationException">A job runs here, and the context is of another scope.</exception>
    public async Task JoinJobAsync(DbContext db, CancellationToken cancellationToken)
    {
        var scope = scopeOf(db);
        if (JobScope.Current is { } current && current != scope)
            throw new InvalidOperationException(
                $"This {db.GetType().Name} is not the job's own, so that its work would not be committed with the outcome: take the context as a constructor parameter of the handler, registered by AddPipeline(…).AddDbContext<{db.GetType().Name}>(), not from a factory, a pool or a scope of your own.");
        if (!scope.InJob) return;
        scope.ThrowUnlessRunning();
        if (db.Database.CurrentTransaction is not null) return;
        await scope.BeginAsync(cancellationToken);
        await db.Database.UseTransactionAsync(scope.Transaction, cancellationToken);
    }

    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        using var work = Work(eventData.Context!);
        // Before the transaction, where it is ours to open; again with every try to save, so that what is committed is never older than that.
        await claims.StoreAsync(Added(eventData.Context!), cancellationToken);
        await JoinJobAsync(eventData.Context!, cancellationToken);
        AddMessages(eventData.Context!);
        return result;
    }

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        if (JobScope.Current is not null)
            throw new InvalidOperationException("In a handler call SaveChangesAsync; the job's transaction is asynchronous.");
        if (Added(eventData.Context!).FirstOrDefault(j => j.Content is not null) is { } large)
            throw new InvalidOperationException(
                $"The arguments of job '{large.Type}' are {large.Content!.Length} bytes of JSON and go to a blob: call SaveChangesAsync in place of SaveChanges.");
        AddMessages(eventData.Context!);
        return result;
    }

    public ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(SavedChanges(eventData, result));

    public int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        if (eventData.Context!.Database.CurrentTransaction is null)
            Committed(eventData.Context);
        return result;
    }

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Committed(eventData.Context!);
        return Task.CompletedTask;
    }

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Committed(eventData.Context!);

    public InterceptionResult<DbTransaction> TransactionStarting(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result) =>
        Outside(result);

    public ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Outside(result));

    public InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result) => Outside(result);

    public ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Outside(result));

    public InterceptionResult TransactionRollingBack(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result) => Outside(result);

    public ValueTask<InterceptionResult> TransactionRollingBackAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Outside(result));

    public static InvalidOperationException TransactionIsTheJobs() => new(
        "A handler's work is committed with the job's outcome: do not begin or end a transaction in a handler (JobContext.BeginAsync opens the job's own).");

    private static TResult Outside<TResult>(TResult result) => JobScope.Current is null ? result : throw TransactionIsTheJobs();

    private void AddMessages(DbContext db)
    {
        var jobs = Added(db).Where(j => j.MessageId is null).ToList();
        if (jobs.Count == 0) return;
        using (var span = JobSpans.Enqueue(jobs[0].Type, jobs.Count))
            if (span is not null) jobs.ForEach(j => j.TraceParent = span.Id);
        db.AddRange(MessageGrouping.Group(jobs));
        Enqueued(db);
    }

    private static IEnumerable<JobRow> Added(DbContext db) => db.ChangeTracker.Entries<JobRow>().Where(e => e.State == EntityState.Added).Select(e => e.Entity);

    private void Committed(DbContext db)
    {
        if (_enqueued.Remove(db))
            signal.Set();
    }
}
