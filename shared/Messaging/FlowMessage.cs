using System.Text.Json;

namespace Pipeline.Messaging;

/// <summary>What asks for a look at a flow: <c>{"v":1,"id":…,"flow":…}</c>.</summary>
/// <param name="Id">The message.</param>
/// <param name="Flow">An outermost flow.</param>
internal sealed record FlowMessage(Guid Id, Guid Flow)
{
    private const int LongestBody = 1024;

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(new { v = 1, id = Id, flow = Flow });

    /// <summary>Reads a message of any origin; null for one that is none of these.</summary>
    public static FlowMessage? TryParse(ReadOnlyMemory<byte> body)
    {
        if (body.Length > LongestBody) return null;
        try
        {
            using var json = JsonDocument.Parse(body, new() { MaxDepth = 2 });
            var root = json.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("v", out var v) && v.ValueKind == JsonValueKind.Number && v.TryGetInt32(out var version) && version == 1
                && root.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String && id.TryGetGuid(out var message)
                && root.TryGetProperty("flow", out var flow) && flow.ValueKind == JsonValueKind.String && flow.TryGetGuid(out var root2)
                ? new(message, root2) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: escapes that are no UTF-16
        {
            // Whoever asked keeps the body as a dead letter.
            return null;
        }
    }
}
