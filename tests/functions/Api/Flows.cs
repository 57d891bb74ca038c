using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Oracles;
using Pipeline.Tests.Support;

namespace Pipeline.EndToEnd.Tests.Api;

/// <summary>The HTTP API of one app.</summary>
public sealed class Flows : IDisposable
{
    public const string KeyHeader = "x-functions-key";
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>For how long nothing may move in a flow that nothing disturbs.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly HttpClient _http;

    public Flows(Uri url)
    {
        Url = url;
        _http = new() { BaseAddress = url, Timeout = TimeSpan.FromMinutes(2) };
        if (Target.Key is { } key) _http.DefaultRequestHeaders.Add(KeyHeader, key);
    }

    public Uri Url { get; }

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(path);

    public Task<HttpResponseMessage> PostToAsync(string path, HttpContent body) => _http.PostAsync(path, body);

    /// <summary>Posts a body with any query and key.</summary>
    /// <param name="inChunks">As the operator's tool does: the real host reads a body of declared length into memory first.</param>
    public async Task<HttpResponseMessage> PostAsync(
        HttpContent body, string query = "", string? idempotencyKey = null, bool inChunks = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/flows" + query) { Content = body };
        request.Headers.TransferEncodingChunked = inChunks;
        if (idempotencyKey is not null) request.Headers.TryAddWithoutValidation(IdempotencyKey, idempotencyKey).ShouldBeTrue();
        return await _http.SendAsync(request);
    }

    /// <summary>Submits a file that must be accepted as a new flow.</summary>
    public Task<Flow> SubmitAsync(VoterFile file, int? chunk = null, string? idempotencyKey = null) =>
        AcceptedAsync(file, chunk is null ? "" : $"?pattern=chord&chunk={chunk}", idempotencyKey);

    /// <inheritdoc cref="SubmitAsync(VoterFile, int?, string?)"/>
    public Task<Flow> SubmitAsync(VoterFile file, Pattern pattern) =>
        AcceptedAsync(file, $"?pattern={pattern.Name}&chunk={Pattern.Chunk}", idempotencyKey: null);

    public async Task<Flow> FindAsync(Guid id)
    {
        using var answer = await GetAsync($"api/flows/{id}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await ReadAsync(answer);
    }

    /// <summary>The flow's whole document.</summary>
    public async Task<JsonElement> DocumentAsync(Guid id)
    {
        using var answer = await GetAsync($"api/flows/{id}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Posts without a body, as cancel and replay take it.</summary>
    public Task<HttpResponseMessage> PostToAsync(string path) => _http.PostAsync(path, content: null);

    /// <summary>Posts without a body, which must be accepted.</summary>
    public async Task<JsonElement> AcceptedAsync(string path)
    {
        using var answer = await PostToAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Waits until so many of the flow's jobs have succeeded.</summary>
    public Task ReachedAsync(Guid id, int succeeded)
    {
        FlowJobs? jobs = null;
        return Eventually.TrueAsync(
            async () => (jobs = (await FindAsync(id)).Jobs).Succeeded >= succeeded, () => jobs, Deadline, $"{succeeded} jobs of flow {id} have succeeded");
    }

    /// <summary>Waits until the flow has ended, through outages of the app's servers.</summary>
    /// <param name="deadline">For how long nothing may move in it.</param>
    public Task<Flow> EndedAsync(Guid id, TimeSpan? deadline = null)
    {
        (string, FlowJobs)? state = null;
        return Eventually.NotNullAsync(
            async () =>
            {
                using var answer = await GetAsync($"api/flows/{id}");
                if (answer.StatusCode >= HttpStatusCode.InternalServerError) return null;
                var flow = await ReadAsync(answer);
                state = (flow.Stage, flow.Jobs);
                return flow.FinishedAt is not null ? flow : null;
            },
            () => state, deadline ?? Deadline, $"flow {id} has ended");
    }

    public static async Task<Flow> ReadAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<Flow>()).ShouldNotBeNull();

    public void Dispose() => _http.Dispose();

    private async Task<Flow> AcceptedAsync(VoterFile file, string query, string? idempotencyKey)
    {
        using var body = new ByteArrayContent(file.ToArray());
        using var answer = await PostAsync(body, query, idempotencyKey, inChunks: true);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        var flow = await ReadAsync(answer);
        answer.Headers.Location.ShouldNotBeNull().ToString().ShouldEndWith($"/api/flows/{flow.Id}");
        return flow;
    }
}
