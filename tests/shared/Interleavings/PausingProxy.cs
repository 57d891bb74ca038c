using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pipeline.Tests.Interleavings;

/// <summary>
/// Stands between one process and PostgreSQL, and holds each statement that the process sends until it is released. It reads the frames of
/// the protocol; what opens a session, a transaction or a pooled connection passes at once.
/// </summary>
internal sealed class PausingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<HeldStatement> _held = [];
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;
    private volatile bool _pauses;

    public PausingProxy(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>A statement waits to be released.</summary>
    public bool Holds => !_held.IsEmpty;

    /// <summary>From now on statements are held.</summary>
    public void Pause() => _pauses = true;

    /// <summary>From now on everything passes, also what is held.</summary>
    public void Resume()
    {
        _pauses = false;
        while (Holds) Release(StatementFate.Passes);
    }

    /// <summary>Lets the statement go that has waited for longest.</summary>
    public void Release(StatementFate fate)
    {
        if (_held.TryDequeue(out var statement)) statement.Fate.SetResult(fate);
    }

    public async ValueTask DisposeAsync()
    {
        Resume();
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
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            await server.ConnectAsync(_host, _port);
            var session = new Session();
            // Whichever side goes away, so does the other.
            await Task.WhenAny(RequestsAsync(client.GetStream(), server.GetStream(), session), AnswersAsync(server.GetStream(), client.GetStream(), session));
        }
    }

    private async Task RequestsAsync(NetworkStream from, NetworkStream to, Session session)
    {
        var header = new byte[4];
        await from.ReadExactlyAsync(header);
        var start = new byte[BinaryPrimitives.ReadInt32BigEndian(header)];
        header.CopyTo(start, 0);
        await from.ReadExactlyAsync(start.AsMemory(4));
        session.Sent();
        await to.WriteAsync(start);
        // Up to what the server answers with "ready": one statement, or several that were sent together.
        using var unit = new MemoryStream();
        for (var executes = false; await ReadFrameAsync(from) is { } frame;)
        {
            unit.Write(frame);
            executes |= frame[0] == 'E';
            if (frame[0] is not ((byte)'S' or (byte)'Q' or (byte)'c' or (byte)'f' or (byte)'p' or (byte)'X' or (byte)'H')) continue;
            var fate = _pauses && ((frame[0] == 'S' && executes) || (frame[0] == 'Q' && IsStatement(frame))) ? await HoldAsync() : StatementFate.Passes;
            if (fate == StatementFate.RequestIsLost) return;
            if (frame[0] is (byte)'S' or (byte)'Q') session.Sent();
            if (fate == StatementFate.AnswerIsLost) session.Lose();
            await to.WriteAsync(unit.ToArray());
            unit.SetLength(0);
            executes = false;
        }
    }

    private async Task<StatementFate> HoldAsync()
    {
        var statement = new HeldStatement(new(TaskCreationOptions.RunContinuationsAsynchronously));
        _held.Enqueue(statement);
        // One that came while all were let go.
        if (!_pauses) Resume();
        return await statement.Fate.Task;
    }

    private static bool IsStatement(byte[] query)
    {
        var text = Encoding.UTF8.GetString(query, 5, Math.Min(query.Length - 5, 16));
        return !(text.StartsWith("BEGIN", StringComparison.OrdinalIgnoreCase) || text.StartsWith("DISCARD", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("ROLLBACK", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task AnswersAsync(NetworkStream from, NetworkStream to, Session session)
    {
        while (await ReadFrameAsync(from) is { } frame)
        {
            var isReady = frame[0] == 'Z' && session.Ready();
            if (!session.IsLost) await to.WriteAsync(frame);
            else if (isReady) return;
        }
    }

    private static async Task<byte[]?> ReadFrameAsync(NetworkStream from)
    {
        var header = new byte[5];
        try
        {
            await from.ReadExactlyAsync(header);
            var frame = new byte[1 + BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1))];
            header.CopyTo(frame, 0);
            await from.ReadExactlyAsync(frame.AsMemory(5));
            return frame;
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }

    private sealed record HeldStatement(TaskCompletionSource<StatementFate> Fate);

    /// <summary>What a session has sent that the server has not answered to its end.</summary>
    private sealed class Session
    {
        private int _open;
        private volatile bool _isLost;

        public bool IsLost => _isLost;

        public void Sent() => Interlocked.Increment(ref _open);

        public void Lose() => _isLost = true;

        /// <returns>Whether everything is answered.</returns>
        public bool Ready() => Interlocked.Decrement(ref _open) == 0;
    }
}

/// <summary>What becomes of a statement that was held.</summary>
internal enum StatementFate
{
    Passes,

    /// <summary>The connection ends before the statement comes to the server.</summary>
    RequestIsLost,

    /// <summary>The server has executed the statement when the connection ends, and its answer does not come back.</summary>
    AnswerIsLost,
}
