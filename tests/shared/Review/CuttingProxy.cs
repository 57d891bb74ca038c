using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pipeline.Tests.Review;

/// <summary>A TCP proxy to PostgreSQL that can swallow the answer to one statement and then break that connection: its outcome is unknown to the client.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _host;
    private readonly int _port;
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[]? _trigger;

    public CuttingProxy(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The statement has reached the server, and its answer will not come back.</summary>
    public Task Cut => _cut.Task;

    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void CutAnswerTo(string text) => _trigger = Encoding.UTF8.GetBytes(text);

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
            try
            {
                _ = PumpAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
            catch (OperationCanceledException)
            {
                return;
            }
    }

    private async Task PumpAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(_host, _port);
            var swallow = new Swallow();
            await Task.WhenAny(ForwardAsync(client, server, true, swallow), ForwardAsync(server, client, false, swallow), BreakAsync(swallow));
        }
    }

    private async Task BreakAsync(Swallow swallow)
    {
        await swallow.Armed.Task;
        await Release.Task;
    }

    private async Task ForwardAsync(TcpClient from, TcpClient to, bool request, Swallow swallow)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer) is > 0 and var count)
            {
                if (request && _trigger is { } trigger && buffer.AsSpan(0, count).IndexOf(trigger) >= 0)
                {
                    _trigger = null;
                    swallow.On = true;
                    swallow.Armed.SetResult();
                    _cut.SetResult();
                }
                if (request || !swallow.On) await to.GetStream().WriteAsync(buffer.AsMemory(0, count));
            }
        }
        catch (IOException)
        {
            // One side went away: so does the other.
        }
        if (swallow.On) await Release.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        _end.Dispose();
    }

    private sealed class Swallow
    {
        public volatile bool On;
        public readonly TaskCompletionSource Armed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
