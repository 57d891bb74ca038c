using Pipeline.LocalHost.Functions;

namespace Pipeline.LocalHost.Triggers.Durable;

/// <summary>Orchestrators.</summary>
internal sealed class OrchestrationTriggerKind(DurableHub hub, DurableEngine engine) : ITriggerKind
{
    public const string Binding = "orchestrationTrigger";

    public string Type => Binding;

    public IEnumerable<string> Problems(WorkerFunction function) => [];

    public Task<ITriggerListener> IndexAsync(WorkerFunction function, CancellationToken cancellationToken)
    {
        _ = hub.Service;
        return Task.FromResult<ITriggerListener>(engine);
    }
}

/// <summary>Activities.</summary>
internal sealed class ActivityTriggerKind(DurableHub hub, DurableEngine engine) : ITriggerKind
{
    public const string Binding = "activityTrigger";

    public string Type => Binding;

    public IEnumerable<string> Problems(WorkerFunction function) => [];

    public Task<ITriggerListener> IndexAsync(WorkerFunction function, CancellationToken cancellationToken)
    {
        _ = hub.Service;
        return Task.FromResult<ITriggerListener>(engine);
    }
}
