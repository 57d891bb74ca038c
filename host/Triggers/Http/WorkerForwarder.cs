using System.Net;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Pipeline.LocalHost.Triggers.Http;

/// <summary>Sends a request on to the worker's own server, and its answer back, as streams.</summary>
internal sealed class WorkerForwarder(IHttpForwarder forwarder) : IDisposable
{
    private const string InvocationId = "x-ms-invocation-id";

    // A function may take as long as host.json allows, whether or not bytes flow.
    private static readonly ForwarderRequestConfig Patient = new() { ActivityTimeout = TimeSpan.FromDays(1) };

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
    });

    public Task<ForwarderError> ForwardAsync(HttpContext http, Uri worker, string invocationId, CancellationToken cancellationToken)
    {
        http.Request.Headers[InvocationId] = invocationId;
        return forwarder.SendAsync(http, worker.ToString(), _client, Patient, HttpTransformer.Default, cancellationToken).AsTask();
    }

    public void Dispose() => _client.Dispose();
}
