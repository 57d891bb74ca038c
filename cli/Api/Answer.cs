using System.Text.Json;

namespace Pipeline.Cli.Api;

/// <summary>A document as the tool understands it, and as the server sent it, unknown fields included.</summary>
internal sealed record Answer<T>(T Value, JsonElement Document)
{
    /// <summary>The server's document on one line.</summary>
    public string OneLine => JsonSerializer.Serialize(Document, ApiJson.Default.JsonElement);
}
