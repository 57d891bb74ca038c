using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Jobs;

/// <summary>How arguments and results are written: JSON with camel-case names, of which nothing is lost when it is read.</summary>
internal static class JobJson
{
    private const int MaxReason = 500;

    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RefuseDerived } },
    };

    // Slower, and only asked where something is wrong: says where.
    private static readonly JsonSerializerOptions Strict =
        new(Options) { Converters = { new WholeStringConverter(), new WholeCharConverter(), new FiniteConverter<double>(), new FiniteConverter<float>(), new FiniteConverter<Half>() } };

    private static readonly ConcurrentDictionary<Type, JsonShape> Shapes = new();

    /// <summary>What JSON makes of values of a type.</summary>
    public static JsonShape Shape(Type type) => Shapes.GetOrAdd(type, static type => JsonShape.Of(type, Options));

    /// <summary>Arguments as they are kept.</summary>
    /// <param name="job">The job's name, for the error.</param>
    /// <param name="value">What is written.</param>
    /// <param name="type">As which the handler reads it.</param>
    /// <exception cref="ArgumentException">They would not arrive as they are; the message names what would be lost.</exception>
    public static byte[] WriteArgs(string job, object value, Type type)
    {
        try
        {
            return Write(value, type);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new ArgumentException($"The arguments of job '{job}' ({JsonMembers.Name(type)}) cannot be enqueued: {Reason(e)}", e);
        }
    }

    /// <summary>A result as it is kept.</summary>
    /// <param name="value">What the handler returned.</param>
    /// <param name="type">As what it declares it; of an <c>object</c> what it is counts.</param>
    /// <exception cref="UnwritableResultException">It could not be read as it is; the message names what would be lost.</exception>
    public static string WriteResult(object? value, Type type)
    {
        if (value is null) return "null";
        if (type == typeof(object)) type = value.GetType();
        try
        {
            if (Shape(type).Problem is { } problem) throw new JsonException(problem);
            return Encoding.UTF8.GetString(Write(value, type));
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new UnwritableResultException(type, new JsonException(Reason(e), e));
        }
    }

    private static byte[] Write(object? value, Type type)
    {
        byte[] json;
        try
        {
            json = JsonSerializer.SerializeToUtf8Bytes(value, type, Options);
        }
        catch (ArgumentException)
        {
            JsonSerializer.SerializeToUtf8Bytes(value, type, Strict);
            throw;
        }
        // The serializer writes half a surrogate pair like this, and somebody's own replacement character as well.
        if (json.AsSpan().IndexOf("\\uFFFD"u8) >= 0) JsonSerializer.SerializeToUtf8Bytes(value, type, Strict);
        if (Shape(type).Varies) JsonDifference.Check(json, JsonSerializer.SerializeToUtf8Bytes(JsonSerializer.Deserialize(json, type, Options), type, Options));
        return json;
    }

    // Members of a derived class are not written, as the declared type has none of them.
    private static void RefuseDerived(JsonTypeInfo info)
    {
        if (info.Kind != JsonTypeInfoKind.Object || info.Type.IsSealed || info.PolymorphismOptions is not null) return;
        var (declared, own) = (info.Type, info.OnSerializing);
        info.OnSerializing = value =>
        {
            if (value.GetType() != declared)
                throw new JsonException(
                    $"a {value.GetType().Name} stands where {declared.Name} is declared, and would arrive as {declared.Name}: add [JsonDerivedType] with a discriminator to it.");
            own?.Invoke(value);
        };
    }

    private static string Reason(Exception exception)
    {
        var reason = exception is JsonException { Path: { } path } && path != "$" && !exception.Message.Contains(path, StringComparison.Ordinal)
            ? $"at {path}, {exception.Message}" : exception is JsonException { InnerException: { } cause } ? $"{exception.Message} {cause.Message}" : exception.Message;
        return reason.Length > MaxReason ? reason[..MaxReason] + "…" : reason;
    }
}
