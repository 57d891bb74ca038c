using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Pipeline.LocalHost.Triggers.Http;

/// <summary>Sends a request on to the worker's own server, and its answer back, as streams.</summary>
internal sealed class WorkerForwarder(IHttpForwarder forwarder) : IDisposable
{
    private const string InvocationId = "x-ms-invocation-id";

    // A function may take as long as host.json allows, whether or not bytes flow.
    private static readonly ForwarderRequestConfig Patient = new() { ActivityTimeout = TimeSpan.FromDays(1) };

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectPause = TimeSpan.FromMilliseconds(50);

    private static readonly HttpTransformer Transformer = new BodyOnDemand();

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ConnectCallback = ConnectAsync,
        // As the servers at both ends read them.
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        // The worker reads the body, or answers without it.
        Expect100ContinueTimeout = TimeSpan.FromDays(1),
    });

    public Task<ForwarderError> ForwardAsync(HttpContext http, Uri worker, string invocationId, CancellationToken cancellationToken)
    {
        http.Request.Headers[InvocationId] = invocationId;
        return forwarder.SendAsync(http, worker.ToString(), _client, Patient, Transformer, cancellationToken).AsTask();
    }

    // A worker can be invoked a moment before its own server listens: the real host tries again as well.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(ConnectPause, cancellationToken))
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception e)
            {
                socket.Dispose();
                if (e is not SocketException { SocketErrorCode: SocketError.ConnectionRefused } || clock.Elapsed > ConnectTimeout) throw;
            }
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Sends a body when the worker begins to read it, so that the answer of one that does not read it arrives at once.</summary>
    private sealed class BodyOnDemand : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(
            HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            if (proxyRequest.Content is not null) proxyRequest.Headers.ExpectContinue = true;
        }
    }
}
