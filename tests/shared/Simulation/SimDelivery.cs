namespace Pipeline.Tests.Simulation;

/// <summary>A message in the hands of a consumer, until it is acknowledged or its connection is gone.</summary>
internal sealed class SimDelivery(SimMessage message, int lane, SimProcess process)
{
    public SimMessage Message => message;

    public int Lane => lane;

    public SimProcess Process => process;

    /// <summary>The broker has taken it back, and knows nothing of an acknowledgement.</summary>
    public bool IsLost { get; set; }
}
