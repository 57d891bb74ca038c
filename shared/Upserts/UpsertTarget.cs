using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Pipeline.Upserts;

/// <summary>The table of an entity and the key that decides between insert and update, as the model has them.</summary>
internal sealed class UpsertTarget
{
    private const int MostRows = 1_000;

    // The protocol counts parameters in 16 bits.
    private const int MostParameters = 30_000;

    private readonly IEntityType _entity;
    private readonly KeyComparer _keys;

    private UpsertTarget(DbContext db, IEntityType entity, StoreObjectIdentifier table, IReadOnlyList<IProperty> key)
    {
        (Db, _entity, Table, Key, _keys) = (db, entity, table, key, new(key));
        // What the database writes by itself at every change is none of ours: computed columns, row versions.
        Columns = [.. entity.GetProperties().Where(p => p.ValueGenerated is ValueGenerated.Never or ValueGenerated.OnAdd && p.GetComputedColumnSql() is null)];
        Updated = [.. Columns.Where(p => p.GetAfterSaveBehavior() == PropertySaveBehavior.Save && !key.Contains(p))];
    }

    public DbContext Db { get; }

    public StoreObjectIdentifier Table { get; }

    public IReadOnlyList<IProperty> Key { get; }

    /// <summary>What an insert may write.</summary>
    public IReadOnlyList<IProperty> Columns { get; }

    /// <summary>What of it an update may write.</summary>
    public IReadOnlyList<IProperty> Updated { get; }

    /// <exception cref="InvalidOperationException">The entity is not in the model, or mapped in a way that one insert does not cover, or has no such key.</exception>
    /// <exception cref="ArgumentException">The key names no properties.</exception>
    public static UpsertTarget Of<TEntity>(DbContext db, Expression<Func<TEntity, object?>> key) where TEntity : class
    {
        var entity = db.Model.FindEntityType(typeof(TEntity)) ?? throw new InvalidOperationException($"{typeof(TEntity).Name} is no entity of {db.GetType().Name}.");
        if (Uncovered.Of(entity) is { } problem)
            throw new InvalidOperationException($"{entity.DisplayName()} {problem}, which an upsert does not cover: save it by SaveChangesAsync.");
        return new(db, entity, StoreObjectIdentifier.Create(entity, StoreObjectType.Table)!.Value, KeyProperties.Of(entity, key));
    }

    /// <summary>
    /// The statements that write the last entity of each key, in the order of the keys, so that two callers do not wait for each other in a circle.
    /// </summary>
    /// <exception cref="ArgumentException">An entity lacks a part of its key.</exception>
    public IReadOnlyList<UpsertStatement> Write(IEnumerable<object> entities)
    {
        var last = new Dictionary<object[], object>(_keys);
        foreach (var entity in entities)
            last[KeyOf(entity)] = entity;
        var rows = last.OrderBy(pair => pair.Key, _keys).Select(pair => new UpsertRow(Db, pair.Value, Columns));
        var most = Math.Clamp(MostParameters / Columns.Count, 1, MostRows);
        return [.. rows.GroupBy(row => row.Shape).SelectMany(same => same.Chunk(most)).Select(some => new UpsertStatement(this, some))];
    }

    /// <summary>A query's condition: the same key as the entity's.</summary>
    public Expression<Func<TEntity, bool>> HasKeyOf<TEntity>(TEntity entity) where TEntity : class
    {
        var row = Expression.Parameter(typeof(TEntity));
        var same = Key.Zip(KeyOf(entity), (property, value) => Expression.Equal(
            Expression.Call(typeof(EF), nameof(EF.Property), [property.ClrType], row, Expression.Constant(property.Name)),
            // A parameter of the query, never text in it.
            Expression.Call(typeof(EF), nameof(EF.Parameter), [property.ClrType], Expression.Constant(value, property.ClrType))));
        return Expression.Lambda<Func<TEntity, bool>>(same.Aggregate(Expression.AndAlso), row);
    }

    private object[] KeyOf(object entity) => [.. Key.Select(p =>
        p.GetGetter().GetClrValue(entity) is { } value && !UpsertRow.IsUnset(p, entity) ? value
            : throw new ArgumentException($"{_entity.DisplayName()}.{p.Name} is not set: what tells rows apart must have a value.", nameof(entity)))];
}
