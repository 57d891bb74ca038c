using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pipeline.Tests;

/// <summary>
/// Stands before RabbitMQ and blocks a connection as the broker does while it has an alarm: from the next message that is published on, it says
/// <c>connection.blocked</c> and reads nothing more, until it is told to go on.
/// </summary>
internal sealed class BlockingProxy : IAsyncDisposable
{
    private const ushort Connection = 10, Blocked = 60, Unblocked = 61, Basic = 60, Publish = 40;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Uri _broker;
    private readonly Task _accepting;
    private TaskCompletionSource? _over;

    public BlockingProxy(string broker)
    {
        _broker = new(broker);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The broker's address, through here.</summary>
    public string Address => new UriBuilder(_broker) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri.AbsoluteUri;

    public void Alarm() => _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void EndAlarm()
    {
        var over = _over;
        _over = null;
        over?.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        EndAlarm();
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
            await server.ConnectAsync(_broker.Host, _broker.Port);
            using var writing = new SemaphoreSlim(1, 1);
            await Task.WhenAny(RequestsAsync(client.GetStream(), server.GetStream(), writing), AnswersAsync(server.GetStream(), client.GetStream(), writing));
        }
    }

    private async Task RequestsAsync(NetworkStream client, NetworkStream server, SemaphoreSlim writing)
    {
        var greeting = new byte[8];
        await client.ReadExactlyAsync(greeting, _stopping.Token);
        await server.WriteAsync(greeting, _stopping.Token);
        while (true)
        {
            var frame = await FrameAsync(client);
            if (_over is { } over && IsPublish(frame))
            {
                await WriteAsync(client, Method(Blocked, "low on memory"), writing);
                await over.Task.WaitAsync(_stopping.Token);
                await WriteAsync(client, Method(Unblocked, null), writing);
            }
            await server.WriteAsync(frame, _stopping.Token);
        }
    }

    private async Task AnswersAsync(NetworkStream server, NetworkStream client, SemaphoreSlim writing)
    {
        while (true) await WriteAsync(client, await FrameAsync(server), writing);
    }

    private async Task WriteAsync(NetworkStream to, byte[] frame, SemaphoreSlim writing)
    {
        await writing.WaitAsync(_stopping.Token);
        await to.WriteAsync(frame, _stopping.Token);
        writing.Release();
    }

    // A type, a channel, a length, so many bytes, and an end.
    private async Task<byte[]> FrameAsync(NetworkStream from)
    {
        var head = new byte[7];
        await from.ReadExactlyAsync(head, _stopping.Token);
        var frame = new byte[head.Length + BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(3)) + 1];
        head.CopyTo(frame, 0);
        await from.ReadExactlyAsync(frame.AsMemory(head.Length), _stopping.Token);
        return frame;
    }

    private static bool IsPublish(byte[] frame) =>
        frame[0] == 1 && BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(7)) == Basic && BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(9)) == Publish;

    private static byte[] Method(ushort method, string? text)
    {
        byte[] words = text is null ? [] : [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
        var frame = new byte[7 + 4 + words.Length + 1];
        frame[0] = 1;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(3), 4 + words.Length);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(7), Connection);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(9), method);
        words.CopyTo(frame, 11);
        frame[^1] = 0xCE;
        return frame;
    }
}
