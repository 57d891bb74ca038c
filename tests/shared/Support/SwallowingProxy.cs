using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pipeline.Tests;

/// <summary>Stands before PostgreSQL and can swallow the answer to one statement: the statement counts, and its client does not know.</summary>
internal sealed class SwallowingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _swallowing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;
    private byte[]? _trigger;

    public SwallowingProxy(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The statement is on its way to the server, and its answer will not come back.</summary>
    public Task Swallowing => _swallowing.Task;

    /// <summary>From the first statement with <paramref name="text"/> in it, its connection brings no answers.</summary>
    public void SwallowAnswerTo(string text) => _trigger = Encoding.UTF8.GetBytes(text);

    /// <summary>Ends the connection that brings no answers.</summary>
    public void Break() => _broken.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
            _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(_host, _port);
            var deaf = new TaskCompletionSource();
            // Whichever side goes away, so does the other.
            await Task.WhenAny(
                RequestsAsync(client.GetStream(), server.GetStream(), deaf), AnswersAsync(server.GetStream(), client.GetStream(), deaf.Task), BrokenAsync(deaf.Task));
        }
    }

    // At once, also where the server has not answered yet.
    private async Task BrokenAsync(Task deaf)
    {
        await deaf;
        await _broken.Task;
    }

    private async Task RequestsAsync(NetworkStream from, NetworkStream to, TaskCompletionSource deaf)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer) is > 0 and var count)
        {
            if (_trigger is { } trigger && buffer.AsSpan(0, count).IndexOf(trigger) >= 0)
            {
                _trigger = null;
                deaf.SetResult();
                _swallowing.SetResult();
            }
            await to.WriteAsync(buffer.AsMemory(0, count));
        }
    }

    private async Task AnswersAsync(NetworkStream from, NetworkStream to, Task deaf)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer) is > 0 and var count)
        {
            if (deaf.IsCompleted)
            {
                await _broken.Task;
                return;
            }
            await to.WriteAsync(buffer.AsMemory(0, count));
        }
    }
}
