using Microsoft.Azure.Functions.Worker;
using Pipeline.Emulator.Triggers;

namespace Pipeline.Emulator.Invocation;

/// <summary>Shows what the trigger knows.</summary>
internal sealed class TriggerBindingContext(TriggerData trigger) : BindingContext
{
    public override IReadOnlyDictionary<string, object?> BindingData => trigger.BindingData;
}
