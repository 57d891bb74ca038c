using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Pipeline.Emulator.Triggers.Durable.Replay;

/// <summary>
/// Binds an orchestration's input, as the worker does: only where what was read is of the parameter's very type, else the parameter's
/// default, else null.
/// </summary>
internal sealed class OrchestrationInput(ParameterInfo parameter, DurableJson json)
{
    private readonly bool _mayBeNull =
        !parameter.ParameterType.IsValueType || Nullable.GetUnderlyingType(parameter.ParameterType) is not null;

    /// <exception cref="System.Text.Json.JsonException">The input is no value of the parameter's type.</exception>
    /// <exception cref="InvalidOperationException">There is no input, and the parameter has no default and cannot be null.</exception>
    public object? Bind(TriggerData trigger, FunctionContext context)
    {
        var value = json.Deserialize(((OrchestrationTurn)trigger).Input, parameter.ParameterType);
        if (value?.GetType() == parameter.ParameterType) return value;
        if (parameter.HasDefaultValue) return parameter.DefaultValue;
        return _mayBeNull
            ? null
            : throw new InvalidOperationException(
                $"Error converting 1 input parameters for Function '{context.FunctionDefinition.Name}': Could not populate the value for " +
                $"'{parameter.Name}' parameter. Consider adding a default value or making the parameter nullable.");
    }
}
