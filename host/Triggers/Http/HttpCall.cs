using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Invocation;
using Pipeline.LocalHost.Rpc;
using Pipeline.LocalHost.Worker;
using Yarp.ReverseProxy.Forwarder;

namespace Pipeline.LocalHost.Triggers.Http;

/// <summary>
/// One request: forwarded to the worker's own address, where the worker waits for it to begin the invocation with the same id; or, for a worker
/// that has no address, sent in the invocation and answered by its result.
/// </summary>
internal sealed class HttpCall(FunctionExecutor executor, WorkerSupervisor workers, WorkerForwarder forwarder)
{
    public async Task RunAsync(HttpContext http, WorkerFunction function)
    {
        var worker = await workers.GetAsync(http.RequestAborted);
        if (worker.HttpUri is null) await SendAsync(http, function);
        else await ForwardAsync(http, function);
    }

    private async Task ForwardAsync(HttpContext http, WorkerFunction function)
    {
        // The forwarding ends with the invocation: a worker that is gone, or failed before it took the request, would let it wait.
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        Task<ForwarderError>? forwarding = null;
        var result = await executor.ExecuteAsync(function, new TriggerInput(new TypedData { Http = new RpcHttp() })
        {
            Metadata = BindingData(http),
            Sent = (worker, id) => forwarding = forwarder.ForwardAsync(http, worker.HttpUri!, id, failed.Token),
        }, http.RequestAborted);
        if (!result.Succeeded && !http.Response.HasStarted) await failed.CancelAsync();
        var error = forwarding is null ? ForwarderError.Request : await forwarding;
        if (!result.Succeeded || error is not ForwarderError.None) Fail(http);
    }

    private async Task SendAsync(HttpContext http, WorkerFunction function)
    {
        var request = await RpcRequest.ReadAsync(http);
        var result = await executor.ExecuteAsync(function, new TriggerInput(new TypedData { Http = request }) { Metadata = BindingData(http) }, http.RequestAborted);
        if (result.Succeeded) await RpcResponse.WriteAsync(http, function, result);
        else Fail(http);
    }

    /// <summary>What went wrong is for the log, never for the caller.</summary>
    private static void Fail(HttpContext http)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }
        http.Response.Clear();
        http.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    private static Dictionary<string, TypedData> BindingData(HttpContext http)
    {
        var data = new Dictionary<string, TypedData>(StringComparer.OrdinalIgnoreCase)
        {
            ["Headers"] = new() { Json = Json(http.Request.Headers.Select(h => KeyValuePair.Create(h.Key, h.Value.ToString()))) },
            ["Query"] = new() { Json = Json(http.Request.Query.Select(q => KeyValuePair.Create(q.Key, q.Value.ToString()))) },
        };
        foreach (var (name, values) in http.Request.Query) data[name] = new() { String = values.ToString() };
        foreach (var (name, value) in http.Request.RouteValues)
            if (value is string text) data[name] = new() { String = text };
        return data;
    }

    private static string Json(IEnumerable<KeyValuePair<string, string>> pairs) => JsonSerializer.Serialize(pairs.ToDictionary());
}
