using System.Text.Json;
using Microsoft.Extensions.Options;
using Pipeline.Emulator.Triggers.Durable.Replay;

namespace Pipeline.Emulator.Triggers.Durable;

/// <summary>How values and events are written down: values as the worker serializes, with null for nothing.</summary>
internal sealed class DurableJson(IOptions<JsonSerializerOptions> options)
{
    public JsonSerializerOptions Options => options.Value;

    public string? Serialize(object? value) => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), options.Value);

    /// <exception cref="JsonException">The text is no value of the type.</exception>
    public object? Deserialize(string? value, Type type) => value is null ? null : JsonSerializer.Deserialize(value, type, options.Value);

    public static string Write(HistoryEvent happened) => JsonSerializer.Serialize(happened);

    public static HistoryEvent Read(string happened) => JsonSerializer.Deserialize<HistoryEvent>(happened)!;
}
