using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Pipeline.Emulator.Tests.Running;

/// <summary>Stands between an app and the broker, so that a test can cut the app's connections and nobody else's.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> clients = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly Uri target;
    private readonly Task accepting;

    public CuttingProxy(string target)
    {
        this.target = new Uri(target);
        listener.Start();
        accepting = AcceptAsync();
    }

    public string Uri => new UriBuilder(target) { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port }.Uri.ToString();

    public void Cut()
    {
        while (clients.TryTake(out var client)) client.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        Cut();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await listener.AcceptTcpClientAsync(stopping.Token);
            var broker = new TcpClient();
            await broker.ConnectAsync(target.Host, target.Port, stopping.Token);
            clients.Add(client);
            clients.Add(broker);
            _ = PumpAsync(client, broker);
            _ = PumpAsync(broker, client);
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream(), stopping.Token);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The cut itself.
            to.Close();
        }
    }
}
