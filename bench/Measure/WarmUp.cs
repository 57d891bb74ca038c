namespace Pipeline.Bench.Measure;

/// <summary>Says when times have settled: .NET compiles what is used often once more, while it runs.</summary>
internal sealed class WarmUp
{
    public const int Most = 20;

    private const int Fewest = 2;
    private const int InVain = 3;
    private const double Better = 0.95;

    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(30);

    private TimeSpan _best = TimeSpan.MaxValue;
    private TimeSpan _total;
    private int _runs;
    private int _inVain;

    /// <returns>Whether none of the last three runs was a twentieth quicker than the best before; or there were <see cref="Most"/>, or two or more in half a minute.</returns>
    public bool IsOverAfter(TimeSpan elapsed)
    {
        _runs++;
        _total += elapsed;
        _inVain = elapsed < _best * Better ? 0 : _inVain + 1;
        if (elapsed < _best) _best = elapsed;
        return _runs >= Fewest && (_inVain == InVain || _runs == Most || _total >= Enough);
    }
}
