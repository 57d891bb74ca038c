namespace Pipeline.Jobs;

/// <summary>Thrown by a handler that knows when it is worth trying again, as after a <c>Retry-After</c>. It is a failed attempt like any other.</summary>
public sealed class RetryJobException(TimeSpan delay, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The next attempt starts after this time, whatever the job's own delays are; from zero to <see cref="EnqueueOptions.MaxDelay"/>.</summary>
    public TimeSpan Delay { get; } = delay >= TimeSpan.Zero && delay <= EnqueueOptions.MaxDelay ? delay
        : throw new ArgumentOutOfRangeException(nameof(delay), $"A delay is {delay:c}; it cannot lie in the past, and goes up to {EnqueueOptions.MaxDelay.Days} days.");
}
