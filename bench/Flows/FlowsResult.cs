using Pipeline.Bench.Measure;

namespace Pipeline.Bench.Flows;

/// <summary>What many small flows came to.</summary>
/// <param name="Key">The case's.</param>
/// <param name="Title">The case's.</param>
/// <param name="Flows">How many, each time.</param>
/// <param name="Seconds">From the first start until all have ended.</param>
/// <param name="QuietSeconds">Until the app and the storage had nothing left to do as well.</param>
/// <param name="Processors">Processor time from the first start until then, of the median run.</param>
internal sealed record FlowsResult(string Key, string Title, int Flows, Spread Seconds, Spread QuietSeconds, ProcessorTimes Processors)
{
    /// <summary>Flows a second, by the median of the times until all have ended.</summary>
    public double Rate => Flows / Seconds.Median;

    /// <summary>Flows a second that can go on for ever: by the median of the times until all is quiet.</summary>
    public double SustainedRate => Flows / QuietSeconds.Median;
}
