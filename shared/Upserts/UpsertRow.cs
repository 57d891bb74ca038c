using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.ValueGeneration;

namespace Pipeline.Upserts;

/// <summary>An entity as a row: its own values, and for those that it has not set the ones that EF Core makes on insert, or none.</summary>
internal sealed class UpsertRow
{
    private readonly object _entity;
    private readonly HashSet<IProperty> _unset;
    private readonly Dictionary<IProperty, object> _made = [];

    public UpsertRow(DbContext db, object entity, IEnumerable<IProperty> columns)
    {
        _entity = entity;
        _unset = [.. columns.Where(c => IsUnset(c, entity))];
        var generators = db.GetService<IValueGeneratorSelector>();
        // Such as the id of a new row. Where one is there already it keeps its own, so that the entity is not told this one.
        foreach (var column in _unset)
            if (generators.TrySelect(column, column.DeclaringType, out var generator) && !generator!.GeneratesTemporaryValues)
                _made[column] = generator.Next(db.Entry(entity))!;
        Shape = string.Join(' ', _unset.Select(c => c.GetIndex()));
    }

    /// <summary>The same for rows that leave the same columns unset.</summary>
    public string Shape { get; }

    /// <summary>Whether the entity has no value, so that a row that is there keeps what it has.</summary>
    public bool IsUnset(IProperty column) => _unset.Contains(column);

    /// <summary>Whether the database makes the value of a new row.</summary>
    public bool IsLeftToDatabase(IProperty column) => IsUnset(column) && !_made.ContainsKey(column);

    public object? Value(IProperty column) => _made.TryGetValue(column, out var made) ? made : column.GetGetter().GetClrValue(_entity);

    /// <summary>Whether a value that is made on insert is missing in the entity.</summary>
    public static bool IsUnset(IProperty column, object entity) =>
        column.ValueGenerated == ValueGenerated.OnAdd && column.GetValueComparer().Equals(column.GetGetter().GetClrValue(entity), column.Sentinel);
}
