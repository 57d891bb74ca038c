using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Pipeline.Jobs;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Enqueues jobs inside the caller's own transaction: a job exists exactly when the caller's rows do.</summary>
public static class JobQueueExtensions
{
    /// <summary>Adds a job to the context; it exists once <c>SaveChanges</c> is committed.</summary>
    /// <returns>The job's id.</returns>
    /// <exception cref="InvalidOperationException">The context lacks <c>UsePipeline</c> or <c>AddPipeline</c>, or no handler takes the arguments.</exception>
    public static Guid Enqueue<TArgs>(this DbContext db, TArgs args, EnqueueOptions? options = null) where TArgs : notnull
    {
        var interceptor = Interceptor(db);
        var row = NewRow(interceptor.Catalog.ForArgs(args.GetType()), args, Delay(options), flowId: null, flowIndex: null);
        db.Add(row);
        return row.Id;
    }

    /// <summary>Enqueues many jobs by bulk statements, holding a few thousand of them in memory at a time.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="InvalidOperationException">No transaction is open on the context: without one, half of the jobs could be committed.</exception>
    public static Task<int> EnqueueManyAsync<TArgs>(
        this DbContext db, IEnumerable<TArgs> args, EnqueueOptions? options = null, CancellationToken cancellationToken = default) where TArgs : notnull =>
        db.EnqueueManyAsync(args.ToAsyncEnumerable(), options, cancellationToken);

    /// <inheritdoc cref="EnqueueManyAsync{TArgs}(DbContext, IEnumerable{TArgs}, EnqueueOptions?, CancellationToken)"/>
    public static Task<int> EnqueueManyAsync<TArgs>(
        this DbContext db, IAsyncEnumerable<TArgs> args, EnqueueOptions? options = null, CancellationToken cancellationToken = default) where TArgs : notnull =>
        EnqueueMembersAsync(db, args, flowId: null, options, cancellationToken);

    internal static async Task<int> EnqueueMembersAsync<TArgs>(
        DbContext db, IAsyncEnumerable<TArgs> args, Guid? flowId, EnqueueOptions? options, CancellationToken cancellationToken) where TArgs : notnull
    {
        var interceptor = Interceptor(db);
        var definition = interceptor.Catalog.ForArgs(typeof(TArgs));
        var delay = Delay(options);
        var count = 0;
        var connection = await interceptor.BulkConnectionAsync(db, cancellationToken);
        var rows = args.Select((a, index) => NewRow(definition, a, delay, flowId, flowId is null ? null : index));
        await foreach (var slab in rows.Chunk(BulkEnqueue.Slab).WithCancellation(cancellationToken))
        {
            await BulkEnqueue.WriteAsync(connection, slab, cancellationToken);
            count += slab.Length;
        }
        interceptor.Enqueued(db);
        return count;
    }

    private static JobRow NewRow<TArgs>(JobDefinition definition, TArgs args, TimeSpan? delay, Guid? flowId, int? flowIndex) where TArgs : notnull => new()
    {
        Id = Guid.CreateVersion7(),
        Type = definition.Name,
        Version = definition.Version,
        Args = JsonSerializer.Serialize(args, definition.ArgsType, JobJson.Options),
        FlowId = flowId,
        FlowIndex = flowIndex,
        TraceParent = Activity.Current?.Id,
        Delay = delay,
        Batch = definition.Batch,
    };

    private static TimeSpan? Delay(EnqueueOptions? options) => options switch
    {
        null or { Delay.Ticks: 0 } => null,
        { Delay.Ticks: < 0 } => throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(EnqueueOptions.Delay)} is {options.Delay}; it cannot lie in the past."),
        _ => options.Delay,
    };

    internal static EnqueueInterceptor Interceptor(DbContext db) =>
        db.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.Interceptors?.OfType<EnqueueInterceptor>().FirstOrDefault()
        ?? throw new InvalidOperationException(
            $"{db.GetType().Name} cannot enqueue: call options.UsePipeline(…) where it is configured and modelBuilder.AddPipeline() in its OnModelCreating.");
}
