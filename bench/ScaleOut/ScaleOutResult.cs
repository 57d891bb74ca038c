using Pipeline.Bench.Measure;

namespace Pipeline.Bench.ScaleOut;

/// <summary>Jobs that wait on something else, in one process of the app and in two.</summary>
/// <param name="Jobs">How many, each time.</param>
/// <param name="One">Seconds with one process.</param>
/// <param name="Two">Seconds with two.</param>
internal sealed record ScaleOutResult(int Jobs, Spread One, Spread Two)
{
    public double Gain => One.Median / Two.Median;
}
