using System.Reflection;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Pipeline.Emulator.Triggers;

namespace Pipeline.Emulator.Functions;

/// <summary>A function that the emulator can run.</summary>
internal sealed record FunctionDescriptor
{
    public required string Name { get; init; }

    public required MethodInfo Method { get; init; }

    public required ITriggerKind Kind { get; init; }

    public required TriggerBindingAttribute Trigger { get; init; }

    /// <summary>One for each parameter.</summary>
    public required IReadOnlyList<ParameterBinding> Bindings { get; init; }

    /// <summary>The kinds of the parameters that are bound to something beside the trigger.</summary>
    public required IReadOnlyList<IInputKind> Inputs { get; init; }

    /// <summary>Makes the instance, null for a static method, from the services of an invocation.</summary>
    public required Func<IServiceProvider, object?> Activate { get; init; }

    public required FunctionCall Call { get; init; }

    /// <summary>The name that the host's logs and blobs use.</summary>
    public string LogName => $"Functions.{Name}";
}
