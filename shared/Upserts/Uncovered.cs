using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Pipeline.Upserts;

/// <summary>What of a mapping one insert into one table does not write, so that something would be lost without a word.</summary>
internal static class Uncovered
{
    /// <returns>A predicate of the entity; null where all of it is covered.</returns>
    public static string? Of(IEntityType entity)
    {
        if (entity.IsOwned()) return "is owned by another entity";
        if (entity.BaseType is not null || entity.GetDirectlyDerivedTypes().Any()) return "is part of a hierarchy";
        if (entity.GetComplexProperties().FirstOrDefault() is { } complex) return $"has the complex property {complex.Name}";
        if (entity.GetNavigations().FirstOrDefault(n => n.TargetEntityType.IsOwned()) is { } owned) return $"owns {owned.Name}";
        if (entity.GetTableMappings().ToList() is not [var mapping]) return "has not exactly one table";
        if (mapping.Table.EntityTypeMappings.Count() > 1) return $"shares table {mapping.Table.Name} with others";
        return entity.GetProperties().FirstOrDefault(IsUnreachable) is { } shadow ? $"has {shadow.Name} in its table and not in its class" : null;
    }

    private static bool IsUnreachable(IProperty property) => property.IsShadowProperty() && property.ValueGenerated != ValueGenerated.OnAddOrUpdate;
}
