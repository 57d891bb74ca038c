using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Pipeline.Emulator.Functions;
using Pipeline.Emulator.Triggers.Durable.Engine;
using Pipeline.Emulator.Triggers.Durable.Store;

namespace Pipeline.Emulator.Triggers.Durable;

/// <summary>Activities. They bind their input from JSON; what they return is their result.</summary>
internal sealed class ActivityTriggerKind(
    DurableDatabase database, DurableEngine engine, DurableFunctions functions, DurableJson json) : ITriggerKind
{
    public Type Attribute => typeof(ActivityTriggerAttribute);

    public ParameterBinding BindTrigger(ParameterInfo parameter, TriggerBindingAttribute attribute) =>
        parameter.ParameterType == typeof(FunctionContext)
            ? (_, context) => context
            : (trigger, _) => json.Deserialize(((ActivityCall)trigger).Input, parameter.ParameterType);

    public ParameterBinding? BindData(ParameterInfo parameter, TriggerBindingAttribute attribute) => null;

    public bool MayReturn(Type result) => DurableResult.IsCovered(result);

    public Task<ITriggerListener> IndexAsync(FunctionDescriptor function, CancellationToken cancellationToken)
    {
        database.Require();
        functions.Activities[function.Name] = function;
        return Task.FromResult<ITriggerListener>(new DurableListener(engine));
    }
}
