using System.Text.Json;

namespace Pipeline.Jobs;

/// <summary>Compares a value's JSON with that of the value which was read from it.</summary>
internal static class JsonDifference
{
    /// <exception cref="JsonException">They differ; the message names the place.</exception>
    public static void Check(byte[] written, byte[] again)
    {
        if (written.AsSpan().SequenceEqual(again)) return;
        using var before = JsonDocument.Parse(written);
        using var after = JsonDocument.Parse(again);
        if (Find(before.RootElement, after.RootElement, "") is { } place)
            throw new JsonException($"{place} would arrive with another value: the serializer writes it and does not set it to that. Give it an init accessor or a constructor parameter.");
    }

    // The order of properties is no difference.
    private static string? Find(JsonElement before, JsonElement after, string path)
    {
        if (before.ValueKind == JsonValueKind.Object && after.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in before.EnumerateObject())
                if (!after.TryGetProperty(property.Name, out var other)) return Place($"{path}.{property.Name}");
                else if (Find(property.Value, other, $"{path}.{property.Name}") is { } place) return place;
            return after.EnumerateObject().Where(p => !before.TryGetProperty(p.Name, out _)).Select(p => Place($"{path}.{p.Name}")).FirstOrDefault();
        }
        if (before.ValueKind == JsonValueKind.Array && after.ValueKind == JsonValueKind.Array && before.GetArrayLength() == after.GetArrayLength())
            return before.EnumerateArray().Zip(after.EnumerateArray()).Select((pair, i) => Find(pair.First, pair.Second, $"{path}[{i}]")).FirstOrDefault(place => place is not null);
        return before.ValueKind == after.ValueKind && before.GetRawText() == after.GetRawText() ? null : Place(path);
    }

    // As the members are called in C#.
    private static string Place(string path) =>
        path.Length == 0 ? "it" : string.Join('.', path.Split('.', StringSplitOptions.RemoveEmptyEntries).Select(name => char.ToUpperInvariant(name[0]) + name[1..]));
}
