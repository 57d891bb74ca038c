using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;
using Pipeline.Emulator.Functions;
using Pipeline.Emulator.Invocation;
using Pipeline.Emulator.Settings;

namespace Pipeline.Emulator.Triggers.Http;

/// <summary>The HTTP functions as endpoints below the route prefix.</summary>
internal sealed class FunctionEndpoints(FunctionCatalog catalog, HttpTriggerKind kind, FunctionExecutor executor, HostJson host) : EndpointDataSource
{
    private readonly Lazy<IReadOnlyList<Endpoint>> _endpoints = new(() =>
        [.. catalog.Functions.Where(function => function.Trigger is HttpTriggerAttribute).Select(function => Map(function, kind, executor, host))]);

    public override IReadOnlyList<Endpoint> Endpoints => _endpoints.Value;

    public override IChangeToken GetChangeToken() => NullChangeToken.Singleton;

    private static Endpoint Map(FunctionDescriptor function, HttpTriggerKind kind, FunctionExecutor executor, HostJson host)
    {
        var trigger = (HttpTriggerAttribute)function.Trigger;
        var route = $"{host.RoutePrefix}/{trigger.Route ?? function.Name}".TrimStart('/');
        var endpoint = new RouteEndpointBuilder(http => InvokeAsync(http, function, kind.Gate, executor), RoutePatternFactory.Parse(route), order: 0)
        {
            DisplayName = function.Name,
            Metadata = { new HttpMethodMetadata(trigger.Methods ?? []), function },
        };
        return endpoint.Build();
    }

    private static async Task InvokeAsync(HttpContext http, FunctionDescriptor function, InvocationGate gate, FunctionExecutor executor)
    {
        if (!gate.TryEnter())
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        try
        {
            if (await executor.ExecuteAsync(function, new HttpCall(http)) is not null) Fail(http);
        }
        finally
        {
            gate.Leave();
        }
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
}
