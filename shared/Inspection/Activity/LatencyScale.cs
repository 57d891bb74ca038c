namespace Pipeline.Inspection;

/// <summary>A scale for durations from a millisecond to some three hours: every second step doubles, so that a value is known to within 41 %.</summary>
internal static class LatencyScale
{
    /// <summary>How many steps there are; the first is below a millisecond, the last has no end.</summary>
    public const int Steps = 48;

    public static int Of(TimeSpan duration) =>
        duration.TotalMilliseconds is var ms && ms < 1 ? 0 : Math.Min(1 + (int)(2 * Math.Log2(ms)), Steps - 1);

    /// <summary>Milliseconds at the upper end of a step.</summary>
    public static double UpperEnd(int step) => Math.Round(Math.Pow(2, step / 2.0), 1);

    /// <summary>What half, 95 % and 99 % of the values stay below; null without values.</summary>
    public static Quantiles? Quantiles(IReadOnlyList<int> steps) =>
        Quantile(steps, 0.5) is { } half ? new(half, Quantile(steps, 0.95)!.Value, Quantile(steps, 0.99)!.Value) : null;

    /// <summary>Milliseconds that a part of the values, above 0 and up to 1, stay below; null without values.</summary>
    public static double? Quantile(IReadOnlyList<int> steps, double part)
    {
        var total = steps.Sum(n => (long)n);
        if (total == 0) return null;
        var left = (long)Math.Ceiling(total * part);
        var step = 0;
        while ((left -= steps[step]) > 0) step++;
        return UpperEnd(step);
    }
}
