using System.Text;
using System.Text.Json;
using Pipeline.Emulator.Functions;

namespace Pipeline.Emulator.Triggers.RabbitMQ;

/// <summary>Turns a message's body into what the function takes: bytes, text, or an object read from JSON.</summary>
internal static class MessageBinding
{
    public static ParameterBinding For(Type type, JsonSerializerOptions json)
    {
        if (type == typeof(byte[])) return (trigger, _) => ((RabbitMQMessage)trigger).Body.ToArray();
        if (type == typeof(string)) return (trigger, _) => Encoding.UTF8.GetString(((RabbitMQMessage)trigger).Body.Span);
        if (type.IsPrimitive || type.IsInterface || type.IsAbstract || type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true)
            throw new UncoveredException($"a message binds to byte[], string or a class read from JSON, not to {type}");
        return (trigger, _) => Read(((RabbitMQMessage)trigger).Body.Span, type, json);
    }

    private static object? Read(ReadOnlySpan<byte> body, Type type, JsonSerializerOptions json)
    {
        try
        {
            return JsonSerializer.Deserialize(body, type, json);
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"Cannot convert the message to type '{type}': {e.Message}", e);
        }
    }
}
