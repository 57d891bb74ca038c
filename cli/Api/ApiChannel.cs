using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Cli.Api;

/// <summary>Sends a request once and reads the answer; whatever goes wrong becomes an <see cref="ApiException"/>.</summary>
internal sealed class ApiChannel(HttpClient http, ServerAddress server, TimeProvider time) : IDisposable
{
    /// <param name="request">The request.</param>
    /// <param name="type">What the answer is.</param>
    /// <param name="within">How long it may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="also">A status that carries such an answer although it stands for a failure.</param>
    public async Task<Answer<T>> SendAsync<T>(
        HttpRequestMessage request, JsonTypeInfo<T> type, TimeSpan within, CancellationToken cancellationToken, HttpStatusCode? also = null)
    {
        using var read = await ReadAsync(request, within, cancellationToken);
        var (response, body) = read;
        var answers = response.IsSuccessStatusCode || (response.StatusCode == also && response.Content.Headers.ContentType?.MediaType == "application/json");
        return answers ? Parse(body, type) : throw Failure.Of(response, body, server, time);
    }

    /// <summary>For an answer that is no document.</summary>
    public async Task<byte[]> SendAsync(HttpRequestMessage request, TimeSpan within, CancellationToken cancellationToken)
    {
        using var read = await ReadAsync(request, within, cancellationToken);
        var (response, body) = read;
        return response.IsSuccessStatusCode ? body : throw Failure.Of(response, body, server, time);
    }

    public void Dispose() => http.Dispose();

    private async Task<Reply> ReadAsync(HttpRequestMessage request, TimeSpan within, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // Its content is buffered whole by now, within the client's limit.
            var response = await http.SendAsync(request, either.Token);
            return new(response, await response.Content.ReadAsByteArrayAsync(either.Token));
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure.Of(late, server);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw Failure.Of(broken, server);
        }
    }

    private Answer<T> Parse<T>(byte[] body, JsonTypeInfo<T> type)
    {
        try
        {
            var document = JsonSerializer.Deserialize(body, ApiJson.Default.JsonElement);
            return new Answer<T>(document.Deserialize(type) ?? throw new JsonException("null"), document);
        }
        catch (JsonException strange)
        {
            throw Failure.Of(strange, server);
        }
    }

    private sealed record Reply(HttpResponseMessage Response, byte[] Body) : IDisposable
    {
        public void Dispose() => Response.Dispose();
    }
}
