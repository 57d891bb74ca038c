namespace Pipeline.Jobs;

/// <summary>Exponential backoff with additive jitter: it doubles from <paramref name="First"/> to <paramref name="Longest"/>, then up to half is added.</summary>
public sealed record RetryBackoff(TimeSpan First, TimeSpan Longest)
{
    /// <param name="failures">How many attempts have failed, from 1.</param>
    /// <param name="random">From 0 to below 1: jobs that failed together do not come back together.</param>
    public TimeSpan After(int failures, double random)
    {
        // 2^40 times a second is 35,000 years: the cap has long been reached, and the product stays finite.
        var doubled = First.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 40));
        var capped = Math.Min(doubled, Longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(capped * (1 + random / 2));
    }
}
