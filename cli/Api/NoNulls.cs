using System.Text.Json;

namespace Pipeline.Cli.Api;

/// <summary>What the serializer does not look for: a null in a list of what cannot be null.</summary>
internal static class NoNulls
{
    /// <exception cref="JsonException">There is one.</exception>
    public static IReadOnlyList<T> In<T>(IReadOnlyList<T> list) where T : class =>
        list.Contains(null) ? throw new JsonException($"A {typeof(T).Name} is null.") : list;

    /// <inheritdoc cref="In{T}(IReadOnlyList{T})"/>
    public static IReadOnlyDictionary<string, T> In<T>(IReadOnlyDictionary<string, T> all) where T : class =>
        all.Values.Contains(null) ? throw new JsonException($"A {typeof(T).Name} is null.") : all;
}
