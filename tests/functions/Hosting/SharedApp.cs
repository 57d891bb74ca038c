using Pipeline.EndToEnd.Tests.Servers;

namespace Pipeline.EndToEnd.Tests.Hosting;

/// <summary>The app that tests talk to: the one at <c>PIPELINE_URL</c>, or one of our own, which a test may end and the next one has started again.</summary>
public sealed class SharedApp : IAsyncLifetime
{
    private App? _own;

    public Uri Url => Target.Url ?? Own.Url;

    /// <summary>The process, where it is ours.</summary>
    public App Own => _own ?? throw new InvalidOperationException("No app of our own is running.");

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Starts the app unless it runs.</summary>
    public async Task EnsureAsync()
    {
        if (Target.Url is not null || _own is { HasExited: false }) return;
        if (_own is not null) await _own.DisposeAsync();
        if (_own is { WasKilled: true }) await TimerLeases.EndAsync();
        _own = await App.StartAsync();
    }

    /// <summary>Ends the app, where it is ours, as a deployment would.</summary>
    public async Task StopAsync()
    {
        if (_own is { HasExited: false }) await _own.TerminateAsync();
    }

    public async Task DisposeAsync()
    {
        if (_own is not null) await _own.DisposeAsync();
    }
}
