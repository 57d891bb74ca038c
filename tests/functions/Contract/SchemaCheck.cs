using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.EndToEnd.Tests.Contract;

/// <summary>Whether a value is as a schema of the description says; a field that the schema does not name is an error as well.</summary>
internal sealed class SchemaCheck(JsonNode description)
{
    /// <returns>What is wrong, each with its place; empty where all is well.</returns>
    public IReadOnlyList<string> Errors(JsonElement value, JsonNode schema) => [.. Check(value, schema, "$")];

    private IEnumerable<string> Check(JsonElement value, JsonNode given, string at)
    {
        var parts = Parts(given).ToList();
        foreach (var part in parts)
        {
            if (part["type"] is { } type && !Types(type).Any(t => Is(value, t))) yield return $"{at} is {value.ValueKind}, not {type.ToJsonString()}";
            if (part["enum"] is JsonArray words && !words.Any(w => Same(value, w))) yield return $"{at} is {value.GetRawText()}, which is none of {words.ToJsonString()}";
            if (part["format"]?.GetValue<string>() is { } format && value.ValueKind == JsonValueKind.String && !HasFormat(value, format)) yield return $"{at} is no {format}: {value}";
            if (part["minimum"]?.GetValue<long>() is { } least && value.ValueKind == JsonValueKind.Number && value.GetDouble() < least) yield return $"{at} is below {least}: {value}";
            foreach (var word in (string[])["anyOf", "oneOf"])
                if (part[word] is JsonArray any && any.Count(s => !Check(value, s!, at).Any()) is var fit && (word == "oneOf" ? fit != 1 : fit == 0))
                    yield return $"{at} fits {fit} of {any.ToJsonString()}: {string.Join("; ", any.SelectMany(s => Check(value, s!, at)).Take(3))}";
            if (value.ValueKind == JsonValueKind.Array && part["items"] is { } items)
                foreach (var error in value.EnumerateArray().SelectMany((item, i) => Check(item, items, $"{at}[{i}]"))) yield return error;
        }
        if (value.ValueKind == JsonValueKind.Object)
            foreach (var error in Fields(value, parts, at)) yield return error;
    }

    private IEnumerable<string> Fields(JsonElement value, List<JsonNode> parts, string at)
    {
        foreach (var name in parts.SelectMany(p => p["required"] as JsonArray ?? []).Select(n => n!.GetValue<string>()))
            if (!value.TryGetProperty(name, out _)) yield return $"{at}.{name} is missing";
        if (!parts.Any(p => p["properties"] is not null || p["additionalProperties"] is not null)) yield break;
        foreach (var field in value.EnumerateObject())
        {
            var schemas = parts.Select(p => p["properties"]?[field.Name] ?? p["additionalProperties"]).Where(s => s is not null).ToList();
            if (schemas.Count == 0) yield return $"{at}.{field.Name} is not in the description";
            foreach (var error in schemas.SelectMany(s => Check(field.Value, s!, $"{at}.{field.Name}"))) yield return error;
        }
    }

    // A schema with all that it refers to and is put together from.
    private IEnumerable<JsonNode> Parts(JsonNode schema)
    {
        yield return schema;
        if (schema["$ref"]?.GetValue<string>() is { } name)
            foreach (var part in Parts(Resolve(name))) yield return part;
        foreach (var part in (schema["allOf"] as JsonArray ?? []).SelectMany(s => Parts(s!))) yield return part;
    }

    private JsonNode Resolve(string reference) => reference.TrimStart('#', '/').Split('/').Aggregate(description, (node, name) => node[name] ?? throw new KeyNotFoundException(reference));

    private static IEnumerable<string> Types(JsonNode type) => type is JsonArray all ? all.Select(t => t!.GetValue<string>()) : [type.GetValue<string>()];

    private static bool Is(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => throw new NotSupportedException($"Type {type} is not checked."),
    };

    private static bool HasFormat(JsonElement value, string format) => format switch
    {
        "uuid" => value.TryGetGuid(out _),
        "date-time" => value.TryGetDateTimeOffset(out _),
        _ => throw new NotSupportedException($"Format {format} is not checked."),
    };

    private static bool Same(JsonElement value, JsonNode? word) => word is null ? value.ValueKind == JsonValueKind.Null : value.GetRawText() == word.ToJsonString();
}
