using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Pipeline.LocalHost.Tests.Durable;

/// <summary>A host with the shop's orchestrations on a task hub of its own, driven over HTTP as an operator would.</summary>
internal sealed class DurableRun(HostRun host) : IAsyncDisposable
{
    private static readonly string[] Durable =
    [
        "Sum", "Catch", "Uncaught", "Retry", "FanOut", "Two", "Same", "Nap", "Race", "Parent", "ParentOfFailing", "CountDown", "Steps", "WhoRan",
        "Add", "Next", "Fail", "Sometimes", "Blocked", "Gated", "UntilStopped",
    ];

    private static readonly string[] Clients = ["StartInstance", "GetInstance", "WaitInstance", "ChangeInstance", "ListInstances", "PurgeInstances"];

    private readonly HttpClient _http = host.Http();

    public HostRun Host => host;

    /// <summary>A hub that nobody else has, with leases and visibility timeouts of three seconds.</summary>
    public static Setup NewHub() => OnHub(Setup.For([.. Durable, .. Clients]));

    /// <summary>The same hub for a host that has clients and runs no orchestration.</summary>
    public static Setup ClientOf(Setup setup) => setup with { Functions = Clients };

    private static Setup OnHub(Setup setup) => setup.WithStorage()
        .With("AzureFunctionsJobHost__extensions__durableTask__hubName", $"T{Guid.NewGuid():n}")
        .With("LocalHost__Durable__Lease", "00:00:03").With("LocalHost__Durable__Visibility", "00:00:03");

    public static Task<DurableRun> StartAsync() => StartAsync(NewHub());

    public static async Task<DurableRun> StartAsync(Setup setup) => new(await HostRun.StartAsync(setup));

    /// <summary>Starts an orchestration and returns its id.</summary>
    public async Task<string> ScheduleAsync(string name, object? input = null, string? id = null, string query = "")
    {
        var (status, text) = await PostAsync($"api/orchestrations/{name}?id={id ?? $"{Guid.NewGuid():n}"}{query}", input);
        return status == HttpStatusCode.OK ? text : throw new InvalidOperationException(text);
    }

    /// <summary>Starts an orchestration that waits for events. The engine may drop one that comes before the first turn, as on the real host.</summary>
    public async Task<string> ScheduleWaitingAsync(string name, object? input = null, string? id = null)
    {
        var scheduled = await ScheduleAsync(name, input, id);
        await BecomesAsync(scheduled, "Running");
        return scheduled;
    }

    /// <summary>Starts an orchestration and waits for its end.</summary>
    public async Task<Instance> RunAsync(string name, object? input = null, string? id = null) => await EndOfAsync(await ScheduleAsync(name, input, id));

    /// <summary>Waits for the end of an orchestration, whatever becomes of the worker meanwhile.</summary>
    public async Task<Instance> EndOfAsync(string id, TimeSpan? limit = null)
    {
        Instance? last = null;
        try
        {
            return await Eventually.NotNullAsync(
                async () => (last = await TryGetAsync(id)) is { HasEnded: true } ended ? ended : null, limit ?? TimeSpan.FromSeconds(90), $"{id} has ended");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}; it is {last}\n{host.Output}");
        }
    }

    public async Task<Instance?> GetAsync(string id, string query = "")
    {
        using var answer = await _http.GetAsync($"api/instances/{id}{query}");
        if (answer.StatusCode == HttpStatusCode.NotFound) return null;
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<Instance>();
    }

    /// <summary>Waits until the instance's custom status is <paramref name="status"/>.</summary>
    public Task ReachesAsync(string id, string status) => Eventually.TrueAsync(
        async () => (await TryGetAsync(id))?.Custom == JsonSerializer.Serialize(status), TimeSpan.FromSeconds(60), $"{id} is at '{status}'\n{host.Output}");

    public async Task BecomesAsync(string id, string status) => await Eventually.TrueAsync(
        async () => (await TryGetAsync(id))?.Status == status, TimeSpan.FromSeconds(60), $"{id} is {status}");

    public Task<(HttpStatusCode Status, string Text)> ChangeAsync(string id, string verb, object? body = null) => PostAsync($"api/instances/{id}/{verb}", body);

    public async Task RaiseAsync(string id, string name, object? content = null)
    {
        var (status, text) = await ChangeAsync(id, $"raise?event={name}", content);
        if (status != HttpStatusCode.OK) throw new InvalidOperationException(text);
    }

    public async Task<string[]> ListAsync(string query) => (await _http.GetFromJsonAsync<string[]>($"api/instances{query}"))!;

    public async Task<string> PurgeAsync(string query)
    {
        using var answer = await _http.DeleteAsync($"api/instances{query}");
        return await answer.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await host.DisposeAsync();
    }

    private async Task<(HttpStatusCode Status, string Text)> PostAsync(string path, object? body)
    {
        // With its length, as a body of unknown length could be empty.
        using var content = body is null ? null : new StringContent(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(path, content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    // While a worker restarts, requests that it had begun fail.
    private async Task<Instance?> TryGetAsync(string id)
    {
        try
        {
            return await GetAsync(id);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}

/// <summary>An orchestration as its client sees it; values are JSON.</summary>
internal sealed record Instance(string Name, string Status, string? Input, string? Output, string? Custom, string? Failure, DateTimeOffset Updated)
{
    public bool HasEnded => Status is "Completed" or "Failed" or "Terminated";
}
