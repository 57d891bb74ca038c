using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Jobs;

/// <summary>What becomes of a type's values when they are written as JSON and read again, as far as the type tells.</summary>
/// <param name="Problem">Names what would be lost; null where nothing is.</param>
/// <param name="Varies">It depends on the value: what is written must be compared with what is read.</param>
internal sealed record JsonShape(string? Problem, bool Varies)
{
    public static JsonShape Of(Type type, JsonSerializerOptions options)
    {
        var walk = new Walk(options);
        var problem = walk.Visit(type, "");
        return new(problem, walk.Varies);
    }

    private sealed class Walk(JsonSerializerOptions options)
    {
        private readonly HashSet<Type> _seen = [];

        public bool Varies { get; private set; }

        public string? Visit(Type type, string path)
        {
            if (Nullable.GetUnderlyingType(type) is { } inner) return Visit(inner, path);
            if (!_seen.Add(type)) return null;
            if (type == typeof(object)) return $"{Place(path)} is object, which would arrive as a JsonElement: declare the type, or JsonElement";
            if (typeof(Delegate).IsAssignableFrom(type) || typeof(MemberInfo).IsAssignableFrom(type) || type == typeof(nint) || type == typeof(nuint)
                || (type.IsArray && !type.IsSZArray))
                return $"{Place(path)} is {JsonMembers.Name(type)}, for which there is no JSON";
            try
            {
                var info = options.GetTypeInfo(type);
                return info.Kind switch
                {
                    JsonTypeInfoKind.Object => VisitObject(info, path),
                    JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary => JsonCollection.Problem(info, Place(path)) ?? Visit(info.ElementType!, path + "[]"),
                    _ => null,
                };
            }
            catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException)
            {
                return $"{Place(path)} is {JsonMembers.Name(type)}: {e.Message.TrimEnd('.')}";
            }
        }

        private string? VisitObject(JsonTypeInfo info, string path)
        {
            foreach (var derived in info.PolymorphismOptions?.DerivedTypes ?? [])
                if (derived.TypeDiscriminator is null)
                    return $"{Place(path)} may be a {derived.DerivedType.Name}, which has no discriminator in its [JsonDerivedType] and would arrive as {info.Type.Name}";
                else if (Visit(derived.DerivedType, path) is { } lost) return lost;
            if (info.Type.IsAbstract)
                return info.PolymorphismOptions is not null ? null
                    : $"{Place(path)} is {JsonMembers.Name(info.Type)}, which no JSON says how to make: declare a class, or [JsonDerivedType] with discriminators on it";
            var members = new JsonMembers(info);
            if (members.Problem is { } problem) return path.Length == 0 && problem[0] == '.' ? problem[1..] : $"{Place(path)}{problem}";
            Varies |= members.Varies;
            foreach (var property in members.Arriving.Where(p => p.CustomConverter is null))
                if (Visit(property.PropertyType, path.Length == 0 ? JsonMembers.Name(property) : $"{path}.{JsonMembers.Name(property)}") is { } lost) return lost;
            return null;
        }

        private static string Place(string path) => path.Length == 0 ? "it" : path;
    }
}
