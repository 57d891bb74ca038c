namespace Microsoft.DurableTask;

/// <summary>How often and when a failed activity is tried again.</summary>
public class RetryPolicy
{
    /// <param name="maxNumberOfAttempts">With the first try.</param>
    /// <param name="firstRetryInterval">Between the first and the second try.</param>
    /// <param name="backoffCoefficient">What each delay is multiplied by to give the next; 1 for none.</param>
    /// <param name="maxRetryInterval">The longest delay; an hour if null.</param>
    /// <param name="retryTimeout">After this time nothing is tried again; never if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// No attempt, no interval, a coefficient below 1, or a maximum or time-out below the first interval.
    /// </exception>
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNumberOfAttempts);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(backoffCoefficient, 1.0);
        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = NotBelow(firstRetryInterval, maxRetryInterval, nameof(maxRetryInterval)) ?? TimeSpan.FromHours(1);
        RetryTimeout = NotBelow(firstRetryInterval, retryTimeout, nameof(retryTimeout)) ?? Timeout.InfiniteTimeSpan;
    }

    public int MaxNumberOfAttempts { get; }

    public TimeSpan FirstRetryInterval { get; }

    public double BackoffCoefficient { get; }

    public TimeSpan MaxRetryInterval { get; }

    public TimeSpan RetryTimeout { get; }

    private static TimeSpan? NotBelow(TimeSpan least, TimeSpan? value, string name)
    {
        if (value is { } given && given != Timeout.InfiniteTimeSpan) ArgumentOutOfRangeException.ThrowIfLessThan(given, least, name);
        return value;
    }
}
