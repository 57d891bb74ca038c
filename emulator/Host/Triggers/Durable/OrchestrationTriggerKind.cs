using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;
using Pipeline.Emulator.Functions;
using Pipeline.Emulator.Triggers.Durable.Engine;
using Pipeline.Emulator.Triggers.Durable.Replay;
using Pipeline.Emulator.Triggers.Durable.Store;

namespace Pipeline.Emulator.Triggers.Durable;

/// <summary>Orchestrators. They bind their context, and their input as the one parameter that has no attribute.</summary>
internal sealed class OrchestrationTriggerKind(
    DurableDatabase database, DurableEngine engine, DurableFunctions functions, DurableJson json) : ITriggerKind
{
    public Type Attribute => typeof(OrchestrationTriggerAttribute);

    public ParameterBinding BindTrigger(ParameterInfo parameter, TriggerBindingAttribute attribute) =>
        parameter.ParameterType == typeof(TaskOrchestrationContext)
            ? (trigger, _) => ((OrchestrationTurn)trigger).Context
            : throw new UncoveredException($"an orchestrator binds to TaskOrchestrationContext, not to {parameter.ParameterType}");

    public ParameterBinding? BindData(ParameterInfo parameter, TriggerBindingAttribute attribute) =>
        InputOf(((MethodInfo)parameter.Member).GetParameters()) == parameter.Position
            ? new OrchestrationInput(parameter, json).Bind
            : null;

    public bool MayReturn(Type result) => DurableResult.IsCovered(result);

    public Task<ITriggerListener> IndexAsync(FunctionDescriptor function, CancellationToken cancellationToken)
    {
        database.Require();
        functions.Orchestrators[function.Name] = function;
        return Task.FromResult<ITriggerListener>(new DurableListener(engine));
    }

    private static int? InputOf(IEnumerable<ParameterInfo> parameters) => parameters.FirstOrDefault(parameter =>
        parameter.ParameterType != typeof(FunctionContext)
        && parameter.ParameterType != typeof(CancellationToken)
        && !parameter.GetCustomAttributes().OfType<BindingAttribute>().Any())?.Position;
}
