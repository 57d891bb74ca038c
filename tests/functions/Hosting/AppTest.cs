using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Oracles;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Hosting;

/// <summary>What every test has: a running app, a client of it, the database, and voters that no other test knows.</summary>
[Collection(AppCollection.Name)]
public abstract class AppTest(SharedApp shared, ITestOutputHelper output) : IAsyncLifetime
{
    private readonly List<App> _others = [];
    private Flows? _flows;
    protected SharedApp Shared => shared;

    /// <summary>A client of the shared app as it runs now.</summary>
    protected Flows Flows
    {
        get
        {
            if (_flows?.Url == shared.Url) return _flows;
            _flows?.Dispose();
            return _flows = new(shared.Url);
        }
    }

    protected Database Database { get; } = new();

    /// <summary>When the test began, by the database's clock.</summary>
    protected DateTime Began { get; private set; }

    protected SampleVoters Sample { get; } = new(Environment.TickCount);

    public async Task InitializeAsync()
    {
        output.WriteLine($"seed {Sample.Seed}, voters {Sample.Prefix}…");
        await shared.EnsureAsync();
        Began = await Database.NowAsync();
    }

    /// <summary>Tells whoever looks into a failed test what chance decided.</summary>
    protected void Note(string line) => output.WriteLine(line);

    /// <summary>Another app beside the shared one, which ends with the test.</summary>
    protected async Task<App> StartAnotherAsync(IReadOnlyDictionary<string, string>? settings = null, string[]? command = null)
    {
        var app = await App.StartAsync(settings, command);
        _others.Add(app);
        return app;
    }

    /// <summary>The flow came to exactly what its file says: no job dead, none left, no effect twice, and the table holds each voter's last line.</summary>
    protected async Task ShouldBeExactAsync(Flow flow, VoterFile file, int chunk)
    {
        flow.ShouldReport(file, chunk, registered: file.Voters.Count);
        await Database.ShouldHaveEndedAsync(flow, Began);
        await Database.ShouldHoldAsync(Sample.Prefix, file.Voters);
    }

    /// <summary>Waits until the worker runs something.</summary>
    protected Task HoldsSomethingAsync(Guid worker) =>
        Eventually.TrueAsync(async () => (await Database.HeldByAsync(worker)).Count > 0, Api.Flows.Deadline, $"worker {worker} holds messages");

    public async Task DisposeAsync()
    {
        foreach (var app in _others)
        {
            Show(app);
            if (!app.HasExited) await app.TerminateAsync();
            await app.DisposeAsync();
        }
        if (Target.Url is null) Show(shared.Own);
        _flows?.Dispose();
        await Database.DisposeAsync();
    }

    // A runner shows it only where the test failed.
    private void Show(App app) => output.WriteLine($"The app {app.Id} wrote last:\n{app.Log.Tail()}\n");
}
