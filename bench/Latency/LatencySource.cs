namespace Pipeline.Bench.Latency;

/// <summary>Who enqueues.</summary>
internal enum LatencySource
{
    /// <summary>The process that runs the jobs.</summary>
    App,

    /// <summary>A process that publishes what it commits, and runs nothing.</summary>
    Web,

    /// <summary>A process that only writes: whoever relays must find the rows.</summary>
    Mute,
}
