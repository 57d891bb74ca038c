using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Emulator.Functions;
using Pipeline.Emulator.Invocation;
using Pipeline.Emulator.Sdk;

namespace Pipeline.Emulator.Triggers.Http;

/// <summary>HTTP requests, in the way of the worker's ASP.NET Core integration. Keys are not asked for.</summary>
internal sealed class HttpTriggerKind(RouteValueConverter converter, IServiceProvider services) : ITriggerKind
{
    public Type Attribute => typeof(HttpTriggerAttribute);

    /// <summary>Lets requests in until the host stops.</summary>
    public InvocationGate Gate { get; } = new();

    public ParameterBinding BindTrigger(ParameterInfo parameter, TriggerBindingAttribute attribute)
    {
        if (services.GetService<AspNetCoreIntegration>() is null)
            throw new UncoveredException("HTTP functions need ConfigureFunctionsWebApplication() on the builder");
        if (parameter.ParameterType != typeof(HttpRequest))
            throw new UncoveredException($"an HTTP trigger binds to HttpRequest, not to {parameter.ParameterType}");
        Pattern((HttpTriggerAttribute)attribute);
        return (trigger, _) => ((HttpCall)trigger).Request;
    }

    public ParameterBinding? BindData(ParameterInfo parameter, TriggerBindingAttribute attribute) =>
        Pattern((HttpTriggerAttribute)attribute)?.GetParameter(parameter.Name!) is null ? null : converter.For(parameter);

    public bool MayReturn(Type result) => result.IsAssignableTo(typeof(IActionResult)) || result.IsAssignableTo(typeof(IResult));

    // The endpoint is there from the start, as those of the worker are.
    public Task<ITriggerListener> IndexAsync(FunctionDescriptor function, CancellationToken cancellationToken) =>
        Task.FromResult<ITriggerListener>(new HttpListener(Gate));

    private static RoutePattern? Pattern(HttpTriggerAttribute trigger)
    {
        try
        {
            return trigger.Route is null ? null : RoutePatternFactory.Parse(trigger.Route);
        }
        catch (RoutePatternException e)
        {
            throw new UncoveredException($"the route '{trigger.Route}' is not valid: {e.Message}");
        }
    }
}
