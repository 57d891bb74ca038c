using System.Linq.Expressions;
using Pipeline.Jobs;
using Pipeline.Upserts;

namespace Microsoft.EntityFrameworkCore;

/// <summary>
/// <c>insert … on conflict</c> over the caller's own context, by EF Core's model and in the transaction that is open on it; inside a handler that
/// is the job's own. What is written is not tracked, and entities that the context tracks already are not refreshed, as with <c>ExecuteUpdate</c>.
/// </summary>
public static class UpsertExtensions
{
    /// <summary>
    /// Inserts entities, or updates the rows that have their keys. Of two entities with the same key the last one wins. A statement writes up to
    /// 1,000 of them, and 30,000 values; more are several statements in one transaction, which is opened here where none is.
    /// </summary>
    /// <param name="db">The caller's context.</param>
    /// <param name="entities">What the rows are to say. A value that is made on insert (an id, a default) and that an entity has not set is made for a new row, and stays as it is in one that is there.</param>
    /// <param name="key">
    /// What tells rows apart, <c>e => e.Email</c> or <c>e => new { e.Shop, e.Email }</c>: the primary key, an alternate key or a unique index of the model.
    /// </param>
    /// <param name="cancellationToken">Ends the statement that is running.</param>
    /// <returns>How many rows were inserted or updated.</returns>
    /// <exception cref="InvalidOperationException">
    /// The model has no such key, or maps the entity in a way that one row cannot be written by itself: hierarchies, owned or complex types, several tables.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="key"/> names no properties, or an entity has null in its key.</exception>
    public static async Task<int> UpsertAsync<TEntity>(
        this DbContext db, IEnumerable<TEntity> entities, Expression<Func<TEntity, object?>> key, CancellationToken cancellationToken = default) where TEntity : class
    {
        var statements = UpsertTarget.Of(db, key).Write(entities);
        if (statements.Count == 0) return 0;
        await JoinJobAsync(db, cancellationToken);
        if (statements.Count == 1 || db.Database.CurrentTransaction is not null) return await WriteAsync(cancellationToken);
        return await db.Database.CreateExecutionStrategy().ExecuteAsync(
            async token =>
            {
                await using var transaction = await db.Database.BeginTransactionAsync(token);
                var written = await WriteAsync(token);
                await transaction.CommitAsync(token);
                return written;
            },
            cancellationToken);

        async Task<int> WriteAsync(CancellationToken token)
        {
            var written = 0;
            foreach (var statement in statements)
                written += await statement.RunAsync(update: true, token);
            return written;
        }
    }

    /// <inheritdoc cref="UpsertAsync{TEntity}(DbContext, IEnumerable{TEntity}, Expression{Func{TEntity, object}}, CancellationToken)"/>
    public static Task<int> UpsertAsync<TEntity>(
        this DbContext db, TEntity entity, Expression<Func<TEntity, object?>> key, CancellationToken cancellationToken = default) where TEntity : class =>
        db.UpsertAsync<TEntity>([entity], key, cancellationToken);

    /// <summary>
    /// Reads the entity with a key, and creates it where there is none: of several callers at once one creates it, the others wait for its
    /// transaction and get the same row.
    /// </summary>
    /// <param name="db">The caller's context.</param>
    /// <param name="entity">What is created where nothing has its key; it is not tracked, the returned one is.</param>
    /// <param name="key">As for <c>UpsertAsync</c>.</param>
    /// <param name="cancellationToken">Ends the statement that is running.</param>
    /// <returns>The row as the database has it, and whether it was made here.</returns>
    /// <exception cref="InvalidOperationException">As for <c>UpsertAsync</c>; or the row is there and a query filter of the model hides it.</exception>
    /// <exception cref="ArgumentException"><paramref name="key"/> names no properties, or the entity has null in its key.</exception>
    public static async Task<(TEntity Entity, bool Created)> GetOrCreateAsync<TEntity>(
        this DbContext db, TEntity entity, Expression<Func<TEntity, object?>> key, CancellationToken cancellationToken = default) where TEntity : class
    {
        // A row that is seen by the insert and not by the read was deleted in between, or is hidden.
        const int tries = 3;

        var target = UpsertTarget.Of(db, key);
        var hasKey = target.HasKeyOf(entity);
        if (await db.Set<TEntity>().SingleOrDefaultAsync(hasKey, cancellationToken) is { } there) return (there, false);
        await JoinJobAsync(db, cancellationToken);
        for (var attempt = 1; attempt <= tries; attempt++)
        {
            var created = await target.Write([entity])[0].RunAsync(update: false, cancellationToken) == 1;
            if (await db.Set<TEntity>().SingleOrDefaultAsync(hasKey, cancellationToken) is { } found) return (found, created);
        }
        throw new InvalidOperationException($"The {typeof(TEntity).Name} of this key is there and cannot be read: a query filter of the model hides it.");
    }

    private static Task JoinJobAsync(DbContext db, CancellationToken cancellationToken)
    {
        if (JobQueueExtensions.FindInterceptor(db) is { } interceptor) return interceptor.JoinJobAsync(db, cancellationToken);
        return JobScope.Current is null ? Task.CompletedTask : throw new InvalidOperationException(
            $"This {db.GetType().Name} is not the job's own: register it with AddDbContext of the pipeline, and take it as a constructor parameter of the handler.");
    }
}
