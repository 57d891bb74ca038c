using DurableTask.Core;
using Google.Protobuf.WellKnownTypes;
using P = Microsoft.DurableTask.Protobuf;

namespace Pipeline.LocalHost.Triggers.Durable;

/// <summary>What the client gets to know of an instance.</summary>
internal static class InstanceState
{
    public static P.OrchestrationState Of(OrchestrationState state, bool withInputsAndOutputs)
    {
        var made = new P.OrchestrationState
        {
            InstanceId = state.OrchestrationInstance.InstanceId,
            Name = state.Name,
            Version = state.Version,
            OrchestrationStatus = (P.OrchestrationStatus)state.OrchestrationStatus,
            ScheduledStartTimestamp = state.ScheduledStartTime is { } start ? Time(start) : null,
            CreatedTimestamp = Time(state.CreatedTime),
            LastUpdatedTimestamp = Time(state.LastUpdatedTime),
            Input = withInputsAndOutputs ? state.Input : null,
            Output = withInputsAndOutputs ? state.Output : null,
            CustomStatus = withInputsAndOutputs ? state.Status : null,
        };
        if (state.Tags is not null) made.Tags.Add(state.Tags);
        return made;
    }

    private static Timestamp Time(DateTime time) => Timestamp.FromDateTime(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
