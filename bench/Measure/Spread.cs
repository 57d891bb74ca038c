namespace Pipeline.Bench.Measure;

/// <summary>The middle of some values, and how far they lie apart.</summary>
internal sealed record Spread(double Median, double Least, double Most)
{
    /// <exception cref="ArgumentException">There are none.</exception>
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? throw new ArgumentException("A spread needs a value.", nameof(values)) : new(Middle(sorted), sorted[0], sorted[^1]);
    }

    /// <summary>The smallest value that at least <paramref name="share"/> of all are not above (nearest rank).</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static double Percentile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0
            ? throw new ArgumentException("A percentile needs a value.", nameof(values))
            : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    private static double Middle(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
