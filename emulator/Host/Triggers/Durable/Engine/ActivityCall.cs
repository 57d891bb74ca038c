using Microsoft.Azure.Functions.Worker;

namespace Pipeline.Emulator.Triggers.Durable.Engine;

/// <summary>One run of an activity.</summary>
internal sealed class ActivityCall(string? input, DurableJson json) : TriggerData
{
    /// <summary>As JSON.</summary>
    public string? Input => input;

    /// <summary>As JSON, once the activity has returned.</summary>
    public string? Result { get; private set; }

    public override Task EndAsync(FunctionContext context, object? result)
    {
        Result = json.Serialize(result);
        return Task.CompletedTask;
    }
}
