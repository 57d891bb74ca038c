using System.Net;
using System.Net.Sockets;
using Pipeline.Chaos.Output;

namespace Pipeline.Chaos.Apps;

/// <summary>All processes of the app.</summary>
internal sealed class AppFleet : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };

    public AppFleet(ChaosOptions options, TimeProvider time, Journal journal) =>
        Apps = [.. Enumerable.Range(0, options.Apps).Select(n => new App(n, FreePort(), Path.Combine(options.Folder, $"app-{n}.log"), options, _http, time, journal))];

    public IReadOnlyList<App> Apps { get; }

    public Task StartAsync(CancellationToken cancellationToken) => Task.WhenAll(Apps.Select(a => a.StartAsync(cancellationToken)));

    /// <summary>Waits until all of them answer.</summary>
    public async Task<bool> AreUpAsync(TimeSpan patience, CancellationToken cancellationToken) =>
        (await Task.WhenAll(Apps.Select(a => a.IsUpAsync(patience, cancellationToken)))).All(up => up);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Apps.Select(a => a.DisposeAsync().AsTask()));
        _http.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
