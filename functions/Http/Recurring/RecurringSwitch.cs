using System.Text.Json;

namespace Pipeline.Functions.Http.Recurring;

/// <summary>The body that switches a recurring job: <c>{"enabled":true}</c> or <c>{"enabled":false}</c>, up to 1 KB.</summary>
internal sealed record RecurringSwitch(bool Enabled)
{
    public const int Limit = 1_000;

    /// <returns>Null where the body is anything else.</returns>
    /// <exception cref="BodyTooLargeException">It is above the limit.</exception>
    public static async Task<RecurringSwitch?> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[Limit + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > Limit) throw new BodyTooLargeException();
        try
        {
            using var json = JsonDocument.Parse(buffer.AsMemory(0, length));
            return json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("enabled", out var enabled)
                && enabled.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? new(enabled.GetBoolean()) : null;
        }
        catch (JsonException)
        {
            // The caller answers what the body has to be, which covers this as well.
            return null;
        }
    }
}
