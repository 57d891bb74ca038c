using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Cli.Api;

/// <summary>The server's HTTP API, one method a call. Each sends its request once; failures are <see cref="ApiException"/>.</summary>
internal sealed class PipelineApi(HttpClient http, ServerAddress server, Pacing pacing, TimeProvider time) : IDisposable
{
    /// <summary>From this size on the server is asked first, so that a refusal does not cost an upload.</summary>
    private const long AskFirstFrom = 1024 * 1024;

    public ServerAddress Server => server;

    public async Task<Answer<FlowDocument>> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        await using var file = submission.Open();
        using var content = new StreamContent(file, bufferSize: 128 * 1024);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");

        var path = $"api/flows?pattern={Uri.EscapeDataString(submission.Pattern)}&chunk={submission.Chunk}";
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Add("Idempotency-Key", submission.Key.ToString());
        // In chunks: the Functions host reads a body of declared length into memory, whole, before it passes it on.
        request.Headers.TransferEncodingChunked = true;
        request.Headers.ExpectContinue = file.Length >= AskFirstFrom;

        return await SendAsync(request, ApiJson.Default.FlowDocument, Timeout.InfiniteTimeSpan, cancellationToken);
    }

    public Task<Answer<FlowDocument>> GetFlowAsync(Guid id, CancellationToken cancellationToken) =>
        GetFlowAsync(id, after: null, cancellationToken);

    /// <param name="after">The place after which nested flows are shown; null for the first ones.</param>
    public Task<Answer<FlowDocument>> GetFlowAsync(Guid id, int? after, CancellationToken cancellationToken) =>
        GetAsync(after is null ? $"api/flows/{id}" : $"api/flows/{id}?after={after}", ApiJson.Default.FlowDocument, cancellationToken);

    public Task<Answer<FlowDocument>> CancelAsync(Guid flow, CancellationToken cancellationToken) =>
        PostAsync($"api/flows/{flow}/cancel", ApiJson.Default.FlowDocument, cancellationToken);

    public Task<Answer<FlowDocument>> ReplayFlowAsync(Guid flow, CancellationToken cancellationToken) =>
        PostAsync($"api/flows/{flow}/replay", ApiJson.Default.FlowDocument, cancellationToken);

    public Task<Answer<ReplayedJob>> ReplayJobAsync(Guid job, CancellationToken cancellationToken) =>
        PostAsync($"api/jobs/{job}/replay", ApiJson.Default.ReplayedJob, cancellationToken);

    public Task<Answer<FlowList>> ListFlowsAsync(int limit, CancellationToken cancellationToken) =>
        GetAsync($"api/flows?limit={limit}", ApiJson.Default.FlowList, cancellationToken);

    public Task<Answer<RecurringList>> ListRecurringAsync(CancellationToken cancellationToken) =>
        GetAsync("api/recurring", ApiJson.Default.RecurringList, cancellationToken);

    public async Task<Answer<RecurringDocument>> SwitchRecurringAsync(string name, bool enabled, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/recurring/{Uri.EscapeDataString(name)}")
        {
            Content = JsonContent.Create(new RecurringSwitch(enabled), ApiJson.Default.RecurringSwitch),
        };
        return await SendAsync(request, ApiJson.Default.RecurringDocument, pacing.AnswerWithin, cancellationToken);
    }

    public Task<Answer<DrainDocument>> DrainAsync(string job, int version, CancellationToken cancellationToken) =>
        GetAsync($"api/drain?job={Uri.EscapeDataString(job)}&version={version}", ApiJson.Default.DrainDocument, cancellationToken);

    public Task<Answer<DeadGroupList>> ListDeadGroupsAsync(CancellationToken cancellationToken) =>
        GetAsync("api/dead", ApiJson.Default.DeadGroupList, cancellationToken);

    public Task<Answer<DeadLetterList>> ListDeadLettersAsync(DeadQuery query, CancellationToken cancellationToken) =>
        GetAsync($"api/dead/letters?{query}", ApiJson.Default.DeadLetterList, cancellationToken);

    public Task<Answer<DeadChanged>> ReplayDeadAsync(DeadChoice choice, CancellationToken cancellationToken) => ChangeDeadAsync("replay", choice, cancellationToken);

    public Task<Answer<DeadChanged>> DiscardDeadAsync(DeadChoice choice, CancellationToken cancellationToken) => ChangeDeadAsync("discard", choice, cancellationToken);

    public void Dispose() => http.Dispose();

    private async Task<Answer<DeadChanged>> ChangeDeadAsync(string how, DeadChoice choice, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/dead/{how}") { Content = JsonContent.Create(choice, ApiJson.Default.DeadChoice) };
        return await SendAsync(request, ApiJson.Default.DeadChanged, pacing.ChangeWithin, cancellationToken);
    }

    private async Task<Answer<T>> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request, type, pacing.AnswerWithin, cancellationToken);
    }

    private async Task<Answer<T>> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        return await SendAsync(request, type, pacing.AnswerWithin, cancellationToken);
    }

    private async Task<Answer<T>> SendAsync<T>(
        HttpRequestMessage request, JsonTypeInfo<T> type, TimeSpan within, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token);
            return response.IsSuccessStatusCode ? Read(body, type) : throw Failure.Of(response, body, server, time);
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

    private Answer<T> Read<T>(byte[] body, JsonTypeInfo<T> type)
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
}
