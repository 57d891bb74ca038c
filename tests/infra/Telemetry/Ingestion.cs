using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;

namespace Pipeline.Infra.Tests.Telemetry;

/// <summary>Takes telemetry as Application Insights does, on this machine.</summary>
internal sealed class Ingestion : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<string> _lines = new();

    public Ingestion()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _ = TakeAsync();
    }

    public string Url { get; }

    public string ConnectionString => $"InstrumentationKey={Guid.NewGuid()};IngestionEndpoint={Url};LiveEndpoint={Url}";

    /// <summary>One for each item, as JSON.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public void Dispose() => _listener.Close();

    private async Task TakeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext call;
            try
            {
                call = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            var body = call.Request.Headers["Content-Encoding"] == "gzip" ? new GZipStream(call.Request.InputStream, CompressionMode.Decompress) : call.Request.InputStream;
            using var reader = new StreamReader(body);
            var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            foreach (var line in lines)
                _lines.Enqueue(line);
            await using var answer = new StreamWriter(call.Response.OutputStream);
            await answer.WriteAsync($$"""{"itemsReceived":{{lines.Length}},"itemsAccepted":{{lines.Length}},"errors":[]}""");
        }
    }
}
