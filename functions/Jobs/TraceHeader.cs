using System.Text;
using System.Text.Json;
using Pipeline.Telemetry;

namespace Pipeline.Functions.Jobs;

/// <summary>Finds the trace that a message belongs to in what the host says of its properties.</summary>
internal static class TraceHeader
{
    /// <returns>The header <c>traceparent</c>; null where there is none, or nobody listens.</returns>
    public static string? Of(FunctionContext context) =>
        PipelineTelemetry.IsTraced && context.BindingContext.BindingData.GetValueOrDefault("BasicProperties") is string properties ? Of(properties) : null;

    internal static string? Of(string properties)
    {
        try
        {
            using var json = JsonDocument.Parse(properties);
            return json.RootElement.TryGetProperty("Headers", out var headers) && headers.ValueKind == JsonValueKind.Object
                && headers.TryGetProperty("traceparent", out var header) && header.GetString() is { } text ? Text(text) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // A message of another origin; its trace begins here.
            return null;
        }
    }

    // The client delivers text as bytes, which the host writes as Base64; that has no hyphen, and a trace's id has.
    private static string Text(string header) => header.Contains('-', StringComparison.Ordinal) ? header : Encoding.ASCII.GetString(Convert.FromBase64String(header));
}
