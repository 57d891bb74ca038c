using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Pipeline.EndToEnd.Tests.Api;

/// <summary>A submit byte by byte, for what a well-behaved client never does.</summary>
public sealed class RawUpload : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private RawUpload(TcpClient client) => (_client, _stream) = (client, client.GetStream());

    /// <summary>Sends the head of a request.</summary>
    /// <param name="length">The declared length of the body; null: it comes in chunks.</param>
    public static async Task<RawUpload> BeginAsync(Uri url, long? length, string? functionKey, params IEnumerable<string> headers)
    {
        var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port);
        var upload = new RawUpload(client);
        string[] lines =
        [
            "POST /api/flows HTTP/1.1", $"Host: {url.Authority}", "Content-Type: text/csv",
            length is null ? "Transfer-Encoding: chunked" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}"),
            .. functionKey is null ? [] : (string[])[$"{Flows.KeyHeader}: {functionKey}"], .. headers,
        ];
        await upload._stream.WriteAsync(Encoding.UTF8.GetBytes(string.Join("\r\n", lines) + "\r\n\r\n"));
        return upload;
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> body) => _stream.WriteAsync(body);

    /// <summary>Sends a body to a server that may have refused the request already: some hosts read all of it before they look.</summary>
    public async Task SendUnlessAnsweredAsync(ReadOnlyMemory<byte> body)
    {
        try
        {
            if (!_stream.DataAvailable) await _stream.WriteAsync(body);
        }
        catch (IOException)
        {
            // The server reads no further, which is its right; what it said is still to be read.
        }
    }

    /// <summary>Ends a body that came in chunks.</summary>
    public Task EndChunksAsync() => SendUnlessAnsweredAsync("0\r\n\r\n"u8.ToArray());

    /// <summary>Sends the block as a chunk again and again, until the server answers or all is sent.</summary>
    public async Task SendChunksAsync(byte[] block, int times)
    {
        byte[] chunk = [.. Encoding.ASCII.GetBytes($"{block.Length:x}\r\n"), .. block, .. "\r\n"u8];
        try
        {
            for (var i = 0; i < times && !_stream.DataAvailable; i++)
                await _stream.WriteAsync(chunk);
        }
        catch (IOException) when (_stream.DataAvailable)
        {
            // The server has answered and reads no further, which is its right.
        }
    }

    /// <returns>The status of the answer.</returns>
    public async Task<int> StatusAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        using var reader = new StreamReader(_stream, Encoding.ASCII, leaveOpen: true);
        var line = await reader.ReadLineAsync(limit.Token) ?? throw new IOException("The server closed the connection without an answer.");
        return int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Vanishes: the server's next read fails.</summary>
    public void Break()
    {
        _client.LingerState = new(enable: true, seconds: 0);
        _client.Dispose();
    }

    public void Dispose() => _client.Dispose();
}
