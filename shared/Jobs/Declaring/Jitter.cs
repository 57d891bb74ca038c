namespace Pipeline.Jobs;

/// <summary>What spreads jobs that failed together, and relays that started together.</summary>
/// <param name="next">A new number from 0 to below 1 with each call, from several threads at once; a test has its own.</param>
internal sealed class Jitter(Func<double> next)
{
    public double Next() => next();
}
