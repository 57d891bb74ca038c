using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Jobs;

/// <summary>The members of a class or struct that the serializer writes by their properties: which of them arrive.</summary>
internal sealed class JsonMembers
{
    private const string NotRead = "is not written, as it has no public getter: make it public, or mark it [JsonIgnore] or [JsonInclude]";

    public const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly JsonTypeInfo _info;
    private readonly Dictionary<string, JsonPropertyInfo> _written;
    private bool _hides;

    public JsonMembers(JsonTypeInfo info)
    {
        _info = info;
        _written = info.Properties.Where(p => p.AttributeProvider is MemberInfo).GroupBy(Name).ToDictionary(g => g.Key, g => g.First());
        Arriving = [.. info.Properties.Where(p => p.IsExtensionData || p.Set is not null || p.AssociatedParameter is not null || IsFilled(p))];
        Problem = CreationProblem() ?? Chain(info.Type).SelectMany(t => t.GetFields(Own)).Select(FieldProblem).FirstOrDefault(p => p is not null)
            ?? (info.Properties.FirstOrDefault(p => p.Set is not null && p.Get is null) is { } unread ? $".{Name(unread)} {NotRead}" : null)
            ?? (_hides && Arriving.Count == 0 ? $" is {Name(info.Type)}, which keeps its state in private fields" : null);
        // Somebody's own fields behind properties that are only read may be a computation, or state that nobody sets.
        Varies |= _hides && info.Properties.Any(p => p.Get is not null && !Arriving.Contains(p));
    }

    /// <summary>Names the member that would be lost, after the place of its owner; null where all arrive.</summary>
    public string? Problem { get; }

    /// <summary>It depends on the value.</summary>
    public bool Varies { get; private set; }

    /// <summary>What the serializer writes and sets again.</summary>
    public IReadOnlyList<JsonPropertyInfo> Arriving { get; }

    public static string Name(JsonPropertyInfo property) => (property.AttributeProvider as MemberInfo)?.Name ?? property.Name;

    public static string Name(Type type) =>
        type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;

    /// <summary>The type and those that it derives from.</summary>
    public static IEnumerable<Type> Chain(Type type)
    {
        for (var t = type; t is not null && t != typeof(object) && t != typeof(ValueType); t = t.BaseType) yield return t;
    }

    /// <summary>The property that a field belongs to, or the field itself.</summary>
    public static MemberInfo Member(FieldInfo field) => Property(field) ?? (MemberInfo)field;

    private string? CreationProblem()
    {
        if (_info.CreateObject is not null) return null;
        if (_info.ConstructorAttributeProvider is not ConstructorInfo constructor)
            return $" is {Name(_info.Type)}, which the serializer cannot make: give it one public constructor, a parameterless one, or [JsonConstructor]";
        var set = _info.Properties.Select(p => p.AssociatedParameter?.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return constructor.GetParameters().FirstOrDefault(p => !set.Contains(p.Name)) is { } unset
            ? $" is {Name(_info.Type)}, whose constructor parameter '{unset.Name}' has the name and type of no property" : null;
    }

    private string? FieldProblem(FieldInfo field)
    {
        if (Property(field) is { } property) return PropertyProblem(property);
        if (IsIgnored(field) || field.IsDefined(typeof(NonSerializedAttribute)) || _written.ContainsKey(field.Name)) return null;
        if (field.IsPublic || field.IsAssembly || field.IsFamilyOrAssembly) return $".{field.Name} is a field ({Name(_info.Type)}), which is not written: make it a property";
        _hides = true;
        return null;
    }

    private string? PropertyProblem(PropertyInfo property)
    {
        if (IsIgnored(property)) return null;
        if (!_written.TryGetValue(property.Name, out var written) || written.Get is null)
        {
            if (property.GetMethod is { IsPublic: false, IsAssembly: false, IsFamilyOrAssembly: false } && property.SetMethod is null or { IsPublic: false }) _hides = true;
            else return $".{property.Name} {NotRead}";
            return null;
        }
        Varies |= property.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition is JsonIgnoreCondition.WhenWritingDefault or JsonIgnoreCondition.WhenWritingNull;
        if (Arriving.Contains(written)) return null;
        if (property.SetMethod is not null) return $".{property.Name} is written and never set, as its setter is not public: make it init, or mark it [JsonInclude]";
        if (!IsFixed(property.PropertyType) || HasOtherConstructors())
            return $".{property.Name} is written and never set, as it has no setter and no constructor parameter: make it init";
        Varies = true;
        return null;
    }

    // Values that only the constructor can have given.
    private static bool IsFixed(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var t && (t.IsPrimitive || t.IsEnum || t == typeof(string) || t.Namespace == "System" && t.IsValueType);

    private bool HasOtherConstructors() =>
        _info.Type.GetConstructors(Own).Count(c => c.GetParameters() is not [var copied] || copied.ParameterType != _info.Type) > (_info.Type.IsValueType && _info.CreateObject is not null ? 0 : 1);

    private bool IsFilled(JsonPropertyInfo property) =>
        (property.ObjectCreationHandling ?? _info.PreferredPropertyObjectCreationHandling) == JsonObjectCreationHandling.Populate && property.Get is not null;

    private static bool IsIgnored(MemberInfo member) => member.GetCustomAttribute<JsonIgnoreAttribute>() is { Condition: JsonIgnoreCondition.Always };

    private static PropertyInfo? Property(FieldInfo field) =>
        field.Name.EndsWith(">k__BackingField", StringComparison.Ordinal) && field.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
            ? field.DeclaringType!.GetProperty(field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)], Own) : null;
}
