using System.Runtime.ExceptionServices;
using Microsoft.DurableTask;

namespace Pipeline.Emulator.Triggers.Durable.Replay;

/// <summary>Calls an activity as often as a policy allows, with durable timers between.</summary>
internal sealed class RetriedActivity(TaskOrchestrationContext context, OpenTasks tasks, RetryPolicy policy)
{
    public async Task<string?> CallAsync(string name, string? input)
    {
        var first = context.CurrentUtcDateTime;
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await tasks.CallActivity(name, input);
            }
            catch (TaskFailedException e)
            {
                if (await WaitAsync(failures, first)) continue;
                ExceptionDispatchInfo.Throw(e);
            }
        }
    }

    /// <summary>Whether there is another attempt; if so it is due when this returns.</summary>
    private async Task<bool> WaitAsync(int failures, DateTime first)
    {
        var now = context.CurrentUtcDateTime;
        if (failures == policy.MaxNumberOfAttempts)
        {
            // The real engine has this timer in its histories, so that a test that counts events finds it here too.
            await tasks.StartTimer(now, CancellationToken.None);
            return false;
        }
        if (policy.RetryTimeout != Timeout.InfiniteTimeSpan && now >= first + policy.RetryTimeout) return false;
        await tasks.StartTimer(now + DelayAfter(failures), CancellationToken.None);
        return true;
    }

    private TimeSpan DelayAfter(int failures)
    {
        var milliseconds = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, failures - 1);
        var most = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : policy.MaxRetryInterval;
        return milliseconds < most.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : most;
    }
}
