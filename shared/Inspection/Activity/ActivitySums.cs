using Pipeline.Messaging;

namespace Pipeline.Inspection;

/// <summary>What a process committed in a few seconds.</summary>
internal sealed class ActivitySums
{
    /// <summary>By the job's name.</summary>
    public Dictionary<string, ActivityCounts> Types { get; } = new(StringComparer.Ordinal);

    /// <summary>Jobs of each lane.</summary>
    public int[] Lanes { get; } = new int[LaneQueues.Urgent + 1];

    public ActivityCounts Of(string type) => Types.TryGetValue(type, out var counts) ? counts : Types[type] = new();
}
