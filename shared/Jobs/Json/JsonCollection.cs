using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Jobs;

/// <summary>What a list or dictionary would lose besides what its elements lose.</summary>
internal static class JsonCollection
{
    private static readonly Type[] Reversed = [typeof(Stack<>), typeof(ConcurrentStack<>), typeof(ImmutableStack<>), typeof(IImmutableStack<>)];

    private static readonly Type[] Keys =
    [
        typeof(string), typeof(Guid), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(Uri), typeof(Version),
        typeof(Int128), typeof(UInt128), typeof(Half),
    ];

    public static string? Problem(JsonTypeInfo info, string place)
    {
        var name = JsonMembers.Name(info.Type);
        if (info.Type.IsGenericType && Reversed.Contains(info.Type.GetGenericTypeDefinition())) return $"{place} is {name}, which would arrive in reverse order";
        if (info.KeyType is { } key && !IsKey(key))
            return $"{place} has keys of type {JsonMembers.Name(key)}, which cannot be JSON property names: use text, numbers, enums, Guid or dates";
        if (JsonMembers.Chain(info.Type).TakeWhile(type => !IsFramework(type)).SelectMany(type => type.GetFields(JsonMembers.Own)).FirstOrDefault() is { } field)
            return $"{place} is {name}, a collection whose own members, such as {JsonMembers.Member(field).Name}, are not written";
        try
        {
            JsonSerializer.Deserialize(info.KeyType is null ? "[]" : "{}", info);
            return null;
        }
        catch (NotSupportedException)
        {
            return $"{place} is {name}, which can be written and not read: use List<T>, an array or Dictionary<TKey, TValue>";
        }
    }

    private static bool IsKey(Type key) =>
        key.IsEnum || (key.IsPrimitive && key != typeof(nint) && key != typeof(nuint)) || Keys.Contains(key) || key.IsDefined(typeof(JsonConverterAttribute), inherit: false);

    private static bool IsFramework(Type type) => type.Assembly.GetName().Name is { } name && (name.StartsWith("System.", StringComparison.Ordinal) || name == "netstandard");
}
