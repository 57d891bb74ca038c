namespace Pipeline.Health;

/// <summary>What a queue is for.</summary>
public enum LaneKind
{
    Jobs,

    /// <summary>Jobs of high priority.</summary>
    Urgent,

    /// <summary>Flows to be looked at.</summary>
    Flows,

    /// <summary>What the host gave up on.</summary>
    Dead,
}
