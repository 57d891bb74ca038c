using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Pipeline.Upserts;

/// <summary>Which properties of an entity a lambda names as its key.</summary>
internal static class KeyProperties
{
    /// <exception cref="ArgumentException">It is neither a property nor a new object of properties.</exception>
    /// <exception cref="InvalidOperationException">No key and no unique index of the model is over exactly these.</exception>
    public static IReadOnlyList<IProperty> Of(IEntityType entity, LambdaExpression key)
    {
        var properties = Members(key).Select(member => Property(entity, member)).Distinct().ToArray();
        if (!IsUnique(entity, properties))
            throw new InvalidOperationException(
                $"{entity.DisplayName()} has no unique index over {string.Join(", ", properties.Select(p => p.Name))}: declare it in the model, HasIndex(…).IsUnique() without a filter, and in the database.");
        return properties;
    }

    private static IEnumerable<MemberInfo> Members(LambdaExpression key) => Unboxed(key.Body) switch
    {
        MemberExpression member when member.Expression == key.Parameters[0] => [member.Member],
        NewExpression { Arguments.Count: > 0 } made when made.Arguments.All(a => IsOwn(a, key)) => made.Arguments.Select(a => ((MemberExpression)a).Member),
        _ => throw new ArgumentException("A key is written e => e.Email or e => new { e.Shop, e.Email }: properties of the entity itself.", nameof(key)),
    };

    private static bool IsOwn(Expression argument, LambdaExpression key) => argument is MemberExpression member && member.Expression == key.Parameters[0];

    private static Expression Unboxed(Expression body) => body is UnaryExpression { NodeType: ExpressionType.Convert } convert ? convert.Operand : body;

    private static IProperty Property(IEntityType entity, MemberInfo member) => entity.FindProperty(member)
        ?? throw new ArgumentException($"{entity.DisplayName()}.{member.Name} is no mapped property, so that it cannot be a key.", nameof(member));

    // A filtered index tells only some rows apart.
    private static bool IsUnique(IEntityType entity, IProperty[] properties) =>
        entity.GetKeys().Any(k => AreSame(k.Properties, properties))
        || entity.GetIndexes().Any(i => i.IsUnique && i.GetFilter() is null && AreSame(i.Properties, properties));

    private static bool AreSame(IReadOnlyList<IProperty> one, IProperty[] other) => one.Count == other.Length && one.All(other.Contains);
}
