using System.Text.Json;
using Pipeline.DeadLetters;

namespace Pipeline.Functions.Http.DeadLetters;

/// <summary>
/// The body that chooses dead letters, up to 64 KB: <c>{"ids":[…]}</c> of up to 1,000 dead letters or jobs, a group <c>{"type":…,"cause":…}</c> or
/// <c>{"messages":true,"cause":…}</c>, either without the cause, or <c>{"all":true}</c>.
/// </summary>
internal static class DeadLetterChoice
{
    public const int Limit = 64_000;
    public const string Shape =
        "The body is JSON with one of 'ids' (up to 1000), 'type' (a job's name, with 'cause' for one group of it), 'messages': true (with 'cause' or without), or 'all': true.";

    private const int MostIds = 1_000;
    private const int LongestText = 1_000;

    /// <returns>Null where the body is anything else: nothing said is not everything meant.</returns>
    /// <exception cref="BodyTooLargeException">It is above the limit.</exception>
    public static async Task<DeadLetterFilter?> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[Limit + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > Limit) throw new BodyTooLargeException();
        try
        {
            using var json = JsonDocument.Parse(buffer.AsMemory(0, length), new() { MaxDepth = 4, AllowDuplicateProperties = false });
            return json.RootElement.ValueKind == JsonValueKind.Object ? Of(json.RootElement) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The caller answers what the body has to be, which covers this as well.
            return null;
        }
    }

    /// <summary>For the audit.</summary>
    public static string Words(DeadLetterFilter chosen) => chosen switch
    {
        { Ids: { } ids } => $"{ids.Count} by id: {string.Join(", ", ids.Take(5))}",
        { Type: { } type, Cause: null } => type,
        { Type: { } type } => $"{type}: {chosen.Cause}",
        { Messages: true, Cause: null } => "messages",
        { Messages: true } => $"messages: {chosen.Cause}",
        _ => "all",
    };

    private static DeadLetterFilter? Of(JsonElement root)
    {
        var fields = root.EnumerateObject().ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal);
        var cause = fields.Remove("cause", out var given) ? Text(given) : null;
        if (given.ValueKind != JsonValueKind.Undefined && cause is null) return null;
        if (fields.Count != 1) return null;
        return fields.Single() switch
        {
            ("ids", var ids) when cause is null => Ids(ids) is { } some ? new() { Ids = some } : null,
            ("type", var type) => Text(type) is { } name ? new() { Type = name, Cause = cause } : null,
            ("messages", { ValueKind: JsonValueKind.True }) => new() { Messages = true, Cause = cause },
            ("all", { ValueKind: JsonValueKind.True }) when cause is null => DeadLetterFilter.All,
            _ => null,
        };
    }

    private static string? Text(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 and <= LongestText } text && !text.Contains('\0', StringComparison.Ordinal) ? text : null;

    private static Guid[]? Ids(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() is 0 or > MostIds) return null;
        var ids = element.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String && e.TryGetGuid(out var id) ? id : (Guid?)null).ToArray();
        return ids.Contains(null) ? null : Array.ConvertAll(ids, id => id!.Value);
    }
}
