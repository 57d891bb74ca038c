using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;

namespace Pipeline.Emulator.Triggers.Http;

/// <summary>One request. Its services are those of the invocation, and what the function returns is executed as its response.</summary>
internal sealed class HttpCall(HttpContext http) : TriggerData
{
    private IReadOnlyDictionary<string, object?>? _bindingData;

    public HttpRequest Request => http.Request;

    public override CancellationToken Abandoned => http.RequestAborted;

    public override IReadOnlyDictionary<string, object?> BindingData => _bindingData ??= ReadBindingData();

    public string? RouteValue(string name) => http.GetRouteValue(name) as string;

    public override void Begin(FunctionContext context) => http.Features.Set<IServiceProvidersFeature>(
        new RequestServicesFeature(http, scopeFactory: null) { RequestServices = context.InstanceServices });

    public override Task EndAsync(FunctionContext context, object? result) => result switch
    {
        IActionResult action => action.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor())),
        IResult response => response.ExecuteAsync(http),
        _ => Task.CompletedTask,
    };

    private Dictionary<string, object?> ReadBindingData()
    {
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in http.Request.Query) data[name] = values.ToString();
        foreach (var name in http.Request.RouteValues.Keys) data[name] = RouteValue(name);
        return data;
    }
}
