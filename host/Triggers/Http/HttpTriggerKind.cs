using Microsoft.AspNetCore.Routing.Patterns;
using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Invocation;

namespace Pipeline.LocalHost.Triggers.Http;

/// <summary>HTTP requests. Keys are not asked for, as by Core Tools.</summary>
internal sealed class HttpTriggerKind(FunctionEndpoints endpoints) : ITriggerKind
{
    public string Type => "httpTrigger";

    /// <summary>Lets requests in until the host stops.</summary>
    private readonly InvocationGate _gate = new();

    public IEnumerable<string> Problems(WorkerFunction function)
    {
        string? problem = null;
        try
        {
            if (function.Trigger.Text("route") is { } route) RoutePatternFactory.Parse(route);
        }
        catch (RoutePatternException e)
        {
            problem = $"the route '{function.Trigger.Text("route")}' is not valid: {e.Message}";
        }
        if (problem is not null) yield return problem;
    }

    public bool Supports(FunctionBinding output) => output.Type.Equals("http", StringComparison.OrdinalIgnoreCase);

    public Task<ITriggerListener> IndexAsync(WorkerFunction function, CancellationToken cancellationToken) =>
        Task.FromResult<ITriggerListener>(new Listener(function, endpoints, _gate));

    /// <summary>The server listens for all HTTP functions; here is only their route.</summary>
    private sealed class Listener(WorkerFunction function, FunctionEndpoints endpoints, InvocationGate gate) : ITriggerListener
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            endpoints.Add(function, gate);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => gate.CloseAsync().WaitAsync(cancellationToken);
    }
}
