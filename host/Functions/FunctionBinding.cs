using System.Text.Json;

namespace Pipeline.LocalHost.Functions;

/// <summary>One binding of a function, as the worker describes it.</summary>
/// <param name="Name">The parameter's name; <c>$return</c> for a return value.</param>
/// <param name="Type">Such as <c>rabbitMQTrigger</c>.</param>
/// <param name="IsOutput">Whether the function writes it.</param>
/// <param name="Json">All that the worker says of it.</param>
internal sealed record FunctionBinding(string Name, string Type, bool IsOutput, JsonElement Json)
{
    public bool IsTrigger => Type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="JsonException">It is no binding.</exception>
    public static FunctionBinding Parse(string raw)
    {
        var json = JsonSerializer.Deserialize<JsonElement>(raw);
        if (json.ValueKind != JsonValueKind.Object) throw new JsonException($"A binding is not an object: {raw}");
        var direction = Text(json, "direction") ?? "in";
        return new(Text(json, "name") ?? "", Text(json, "type") ?? "", direction.Equals("out", StringComparison.OrdinalIgnoreCase), json);
    }

    public string? Text(string property) => Text(Json, property);

    /// <summary>A property's value, whatever the case of its name; null where it is missing.</summary>
    public JsonElement? Property(string property) => Find(Json, property);

    public bool Flag(string property) => Find(Json, property) is { } value
        && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && bool.TryParse(value.GetString(), out var set) && set));

    private static string? Text(JsonElement json, string property) => Find(json, property) switch
    {
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        { ValueKind: JsonValueKind.Null } or null => null,
        { } value => value.GetRawText(),
    };

    private static JsonElement? Find(JsonElement json, string property)
    {
        foreach (var found in json.EnumerateObject())
            if (found.Name.Equals(property, StringComparison.OrdinalIgnoreCase)) return found.Value;
        return null;
    }
}
