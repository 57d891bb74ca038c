namespace Pipeline.Bench.Measure;

/// <summary>Says when times have settled: .NET compiles what is used often once more, while it runs.</summary>
internal sealed class WarmUp
{
    public const int Most = 5;

    private const double Settled = 0.9;

    private TimeSpan _before = TimeSpan.MaxValue;
    private int _runs;

    /// <returns>Whether this run was no longer a tenth quicker than the one before it, or there were <see cref="Most"/>.</returns>
    public bool IsOverAfter(TimeSpan elapsed)
    {
        var isOver = ++_runs == Most || elapsed > _before * Settled;
        _before = elapsed;
        return isOver;
    }
}
