using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Pipeline.Blobs;
using Pipeline.Jobs;
using Pipeline.Telemetry.Tracing;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Enqueues jobs inside the caller's own transaction: a job exists exactly when the caller's rows do.</summary>
public static class JobQueueExtensions
{
    /// <summary>Adds a job to the context; it exists once <c>SaveChanges</c> is committed.</summary>
    /// <returns>The job's id.</returns>
    /// <exception cref="InvalidOperationException">The context lacks <c>UsePipeline</c> or <c>AddPipeline</c>, or no handler takes the arguments.</exception>
    /// <exception cref="ArgumentException">The arguments would not arrive as they are; the message names what would be lost.</exception>
    /// <exception cref="JobTooLargeException">The arguments are above <c>Pipeline:LargestArgs</c>. Above <c>Pipeline:ClaimCheckThreshold</c> save by <c>SaveChangesAsync</c>.</exception>
    public static Guid Enqueue<TArgs>(this DbContext db, TArgs args, EnqueueOptions? options = null) where TArgs : notnull
    {
        ArgumentNullException.ThrowIfNull(args);
        var interceptor = Interceptor(db);
        var row = new NewJob(interceptor.Catalog.ForArgs(args.GetType()), options, interceptor.Claims).Row(args);
        db.Add(row);
        return row.Id;
    }

    /// <summary>Enqueues many jobs by bulk statements, holding a few thousand of them in memory at a time.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="InvalidOperationException">No transaction is open on the context: without one, half of the jobs could be committed.</exception>
    /// <exception cref="JobTooLargeException">Arguments are above <c>Pipeline:LargestArgs</c>: roll back.</exception>
    public static Task<int> EnqueueManyAsync<TArgs>(
        this DbContext db, IEnumerable<TArgs> args, EnqueueOptions? options = null, CancellationToken cancellationToken = default) where TArgs : notnull =>
        db.EnqueueManyAsync(args.ToAsyncEnumerable(), options, cancellationToken);

    /// <inheritdoc cref="EnqueueManyAsync{TArgs}(DbContext, IEnumerable{TArgs}, EnqueueOptions?, CancellationToken)"/>
    public static Task<int> EnqueueManyAsync<TArgs>(
        this DbContext db, IAsyncEnumerable<TArgs> args, EnqueueOptions? options = null, CancellationToken cancellationToken = default) where TArgs : notnull =>
        WriteManyAsync(db, args, options, cancellationToken);

    private static async Task<int> WriteManyAsync<TArgs>(
        DbContext db, IAsyncEnumerable<TArgs> args, EnqueueOptions? options, CancellationToken cancellationToken) where TArgs : notnull
    {
        var interceptor = Interceptor(db);
        var definition = interceptor.Catalog.ForArgs(typeof(TArgs));
        var job = new NewJob(definition, options, interceptor.Claims);
        var count = 0;
        using var span = JobSpans.Enqueue(definition.Name);
        using var work = interceptor.Work(db);
        var connection = await interceptor.BulkConnectionAsync(db, nameof(EnqueueManyAsync), cancellationToken);
        await foreach (var slab in StoredAsync(interceptor.Claims, args.Select(a => job.Row(a)), cancellationToken).Chunk(BulkEnqueue.Slab).WithCancellation(cancellationToken))
        {
            await BulkEnqueue.WriteAsync(connection, slab, cancellationToken);
            count += slab.Length;
        }
        interceptor.Enqueued(db);
        span?.SetTag("messaging.batch.message_count", count);
        return count;
    }

    /// <summary>Enqueues a job unless there is one with the same key: a constraint decides, so that of two callers at once one is second.</summary>
    /// <param name="db">A context with an open transaction.</param>
    /// <param name="args">The job's arguments.</param>
    /// <param name="key">1 to 200 characters, unique for the job's name while the first job has no outcome, or with <paramref name="keepKey"/> as long as its row is kept.</param>
    /// <param name="keepKey">The key stays taken after the job has ended.</param>
    /// <param name="options">How it is enqueued.</param>
    /// <param name="cancellationToken">Before the statement is sent.</param>
    /// <returns>The job's id; null when the key is taken, and nothing was written.</returns>
    /// <exception cref="InvalidOperationException">No transaction is open on the context.</exception>
    public static async Task<Guid?> EnqueueOnceAsync<TArgs>(
        this DbContext db, TArgs args, string key, bool keepKey = false, EnqueueOptions? options = null, CancellationToken cancellationToken = default) where TArgs : notnull
    {
        ArgumentNullException.ThrowIfNull(args);
        BulkEnqueue.CheckKey(key);
        var interceptor = Interceptor(db);
        var definition = interceptor.Catalog.ForArgs(args.GetType());
        using var span = JobSpans.Enqueue(definition.Name, 1);
        var row = new NewJob(definition, options, interceptor.Claims).Row(args);
        using var work = interceptor.Work(db);
        var connection = await interceptor.BulkConnectionAsync(db, nameof(EnqueueOnceAsync), cancellationToken);
        if (!await BulkEnqueue.TakeKeyAsync(connection, row, key, keepKey, cancellationToken)) return null;
        await interceptor.Claims.StoreAsync([row], cancellationToken);
        await BulkEnqueue.WriteAsync(connection, [row], cancellationToken);
        interceptor.Enqueued(db);
        return row.Id;
    }

    // A few at a time: large arguments leave memory as they are written.
    private static async IAsyncEnumerable<JobRow> StoredAsync(
        ClaimCheck claims, IAsyncEnumerable<JobRow> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var few in rows.Chunk(ClaimCheck.AtOnce).WithCancellation(cancellationToken))
        {
            await claims.StoreAsync(few, cancellationToken);
            foreach (var row in few)
            {
                row.Content = null;
                yield return row;
            }
        }
    }

    internal static EnqueueInterceptor? FindInterceptor(DbContext db) =>
        db.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.Interceptors?.OfType<EnqueueInterceptor>().FirstOrDefault();

    internal static EnqueueInterceptor Interceptor(DbContext db) => FindInterceptor(db)
        ?? throw new InvalidOperationException(
            $"{db.GetType().Name} cannot enqueue: call options.UsePipeline(…) where it is configured and modelBuilder.AddPipeline() in its OnModelCreating.");
}
