using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Pipeline.Cli.Api.DeadLetters;
using Pipeline.Cli.Api.Flows;
using Pipeline.Cli.Api.Jobs;
using Pipeline.Cli.Api.Operations;
using Pipeline.Cli.Api.Recurring;

namespace Pipeline.Cli.Api;

/// <summary>The server's HTTP API, one method a call. Each sends its request once; failures are <see cref="ApiException"/>.</summary>
internal sealed class PipelineApi(HttpClient http, ServerAddress server, Pacing pacing, TimeProvider time) : IDisposable
{
    /// <summary>From this size on the server is asked first, so that a refusal does not cost an upload.</summary>
    private const long AskFirstFrom = 1024 * 1024;

    private readonly ApiChannel channel = new(http, server, time);

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

        return await channel.SendAsync(request, ApiJson.Default.FlowDocument, Timeout.InfiniteTimeSpan, cancellationToken);
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

    public Task<Answer<FlowList>> ListFlowsAsync(FlowQuery query, CancellationToken cancellationToken) =>
        GetAsync($"api/flows?{query}", ApiJson.Default.FlowList, cancellationToken);

    public Task<Answer<JobList>> ListJobsAsync(JobQuery query, CancellationToken cancellationToken) =>
        GetAsync($"api/jobs?{query}", ApiJson.Default.JobList, cancellationToken);

    public Task<Answer<JobDocument>> GetJobAsync(Guid job, CancellationToken cancellationToken) =>
        GetAsync($"api/jobs/{job}", ApiJson.Default.JobDocument, cancellationToken);

    public Task<Answer<OverviewDocument>> GetOverviewAsync(CancellationToken cancellationToken) =>
        GetAsync("api/overview", ApiJson.Default.OverviewDocument, cancellationToken);

    public Task<Answer<ActivityDocument>> GetActivityAsync(int minutes, string? type, CancellationToken cancellationToken) =>
        GetAsync($"api/activity?minutes={minutes}{(type is null ? "" : $"&type={Uri.EscapeDataString(type)}")}", ApiJson.Default.ActivityDocument, cancellationToken);

    public Task<Answer<LaneList>> ListLanesAsync(CancellationToken cancellationToken) => GetAsync("api/lanes", ApiJson.Default.LaneList, cancellationToken);

    public Task<Answer<SweepList>> ListSweepsAsync(CancellationToken cancellationToken) => GetAsync("api/sweeps", ApiJson.Default.SweepList, cancellationToken);

    public Task<Answer<AuditList>> ListAuditAsync(Guid? after, int limit, CancellationToken cancellationToken) =>
        GetAsync($"api/audit?limit={limit}{(after is null ? "" : $"&after={after}")}", ApiJson.Default.AuditList, cancellationToken);

    /// <summary>Whether the process lives; asks for no key.</summary>
    public Task<Answer<HealthDocument>> GetLifeAsync(CancellationToken cancellationToken) => GetAsync("api/health", ApiJson.Default.HealthDocument, cancellationToken);

    /// <summary>How all is; an unhealthy answer is an answer.</summary>
    public Task<Answer<HealthDocument>> GetHealthAsync(CancellationToken cancellationToken) =>
        GetAsync("api/health/details", ApiJson.Default.HealthDocument, cancellationToken, HttpStatusCode.ServiceUnavailable);

    public Task<Answer<RecurringList>> ListRecurringAsync(CancellationToken cancellationToken) =>
        GetAsync("api/recurring", ApiJson.Default.RecurringList, cancellationToken);

    public async Task<Answer<RecurringDocument>> SwitchRecurringAsync(string name, bool enabled, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/recurring/{Uri.EscapeDataString(name)}")
        {
            Content = JsonContent.Create(new RecurringSwitch(enabled), ApiJson.Default.RecurringSwitch),
        };
        return await channel.SendAsync(request, ApiJson.Default.RecurringDocument, pacing.AnswerWithin, cancellationToken);
    }

    public Task<Answer<DrainDocument>> DrainAsync(string job, int version, CancellationToken cancellationToken) =>
        GetAsync($"api/drain?job={Uri.EscapeDataString(job)}&version={version}", ApiJson.Default.DrainDocument, cancellationToken);

    public Task<Answer<DrainList>> DrainAsync(CancellationToken cancellationToken) => GetAsync("api/drain", ApiJson.Default.DrainList, cancellationToken);

    public Task<Answer<DeadGroupList>> ListDeadGroupsAsync(CancellationToken cancellationToken) =>
        GetAsync("api/dead", ApiJson.Default.DeadGroupList, cancellationToken);

    public Task<Answer<DeadLetterList>> ListDeadLettersAsync(DeadQuery query, CancellationToken cancellationToken) =>
        GetAsync($"api/dead/letters?{query}", ApiJson.Default.DeadLetterList, cancellationToken);

    /// <summary>The first 64 KiB of a message that nobody could read.</summary>
    public async Task<byte[]> GetDeadBodyAsync(Guid letter, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/dead/letters/{letter}/body");
        // The client asks for JSON unless told otherwise.
        request.Headers.Accept.ParseAdd("application/octet-stream");
        return await channel.SendAsync(request, pacing.AnswerWithin, cancellationToken);
    }

    public Task<Answer<DeadChanged>> ReplayDeadAsync(DeadChoice choice, CancellationToken cancellationToken) => ChangeDeadAsync("replay", choice, cancellationToken);

    public Task<Answer<DeadChanged>> DiscardDeadAsync(DeadChoice choice, CancellationToken cancellationToken) => ChangeDeadAsync("discard", choice, cancellationToken);

    public void Dispose() => channel.Dispose();

    private async Task<Answer<DeadChanged>> ChangeDeadAsync(string how, DeadChoice choice, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/dead/{how}") { Content = JsonContent.Create(choice, ApiJson.Default.DeadChoice) };
        return await channel.SendAsync(request, ApiJson.Default.DeadChanged, pacing.ChangeWithin, cancellationToken);
    }

    private async Task<Answer<T>> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken, HttpStatusCode? also = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await channel.SendAsync(request, type, pacing.AnswerWithin, cancellationToken, also);
    }

    private async Task<Answer<T>> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        return await channel.SendAsync(request, type, pacing.AnswerWithin, cancellationToken);
    }
}
