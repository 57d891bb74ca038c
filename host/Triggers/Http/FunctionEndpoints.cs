using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Primitives;
using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Invocation;
using Pipeline.LocalHost.Settings;

namespace Pipeline.LocalHost.Triggers.Http;

/// <summary>The HTTP functions as endpoints below the route prefix. They come when their listeners start.</summary>
internal sealed class FunctionEndpoints(HttpCall call, HostJson host) : EndpointDataSource
{
    private readonly Lock _sync = new();
    private readonly List<Endpoint> _endpoints = [];
    private CancellationTokenSource _changed = new();

    public override IReadOnlyList<Endpoint> Endpoints
    {
        get { lock (_sync) return [.. _endpoints]; }
    }

    public override IChangeToken GetChangeToken()
    {
        lock (_sync) return new CancellationChangeToken(_changed.Token);
    }

    public void Add(WorkerFunction function, InvocationGate gate)
    {
        CancellationTokenSource changed;
        lock (_sync)
        {
            _endpoints.Add(Map(function, gate));
            (changed, _changed) = (_changed, new());
        }
        changed.Cancel();
    }

    private RouteEndpoint Map(WorkerFunction function, InvocationGate gate)
    {
        var route = $"{host.RoutePrefix}/{function.Trigger.Text("route") ?? function.Name}".TrimStart('/');
        return new RouteEndpoint(http => InvokeAsync(http, function, gate), RoutePatternFactory.Parse(route), order: 0,
            new EndpointMetadataCollection(new HttpMethodMetadata(Methods(function)), function), function.Name);
    }

    private static string[] Methods(WorkerFunction function) => function.Trigger.Property("methods") is { ValueKind: JsonValueKind.Array } methods
        ? [.. methods.EnumerateArray().Select(m => m.GetString()!.ToUpperInvariant())]
        : [];

    private async Task InvokeAsync(HttpContext http, WorkerFunction function, InvocationGate gate)
    {
        if (!gate.TryEnter())
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        try
        {
            await call.RunAsync(http, function);
        }
        finally
        {
            gate.Leave();
        }
    }
}
