namespace Pipeline.Tests.Support;

/// <summary>
/// Waits for what will become true, so that a test never sleeps for a fixed time. Deadlines count only as far as the machine has time for the
/// test, and where progress is named only while nothing moves.
/// </summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    /// <exception cref="TimeoutException">It did not hold within <paramref name="deadline"/>; says what was waited for.</exception>
    public static Task TrueAsync(Func<bool> condition, TimeSpan deadline, string what) =>
        TrueAsync(() => Task.FromResult(condition()), deadline, what);

    /// <inheritdoc cref="TrueAsync(Func{bool}, TimeSpan, string)"/>
    public static Task TrueAsync(Func<Task<bool>> condition, TimeSpan deadline, string what) => TrueAsync(condition, () => null, deadline, what);

    /// <summary>Waits until <paramref name="condition"/> holds, for as long as something moves.</summary>
    /// <param name="progress">What changes while something moves.</param>
    /// <exception cref="TimeoutException">It did not hold, and nothing moved for <paramref name="deadline"/>; says what was waited for.</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<object?> progress, TimeSpan deadline, string what)
    {
        var clock = new LoadAwareClock();
        for (object? before = null; !await condition();)
        {
            var now = progress();
            if (!Equals(now, before)) clock.Restart();
            before = now;
            if (clock.Elapsed > deadline) throw new TimeoutException($"After {deadline.TotalSeconds:0.#} s still not: {what}");
            await Task.Delay(Interval);
        }
    }

    /// <summary>Waits until <paramref name="read"/> gives a value that is not null, and returns it.</summary>
    /// <exception cref="TimeoutException">It gave none within <paramref name="deadline"/>; says what was waited for.</exception>
    public static Task<T> NotNullAsync<T>(Func<Task<T?>> read, TimeSpan deadline, string what)
        where T : class => NotNullAsync(read, () => null, deadline, what);

    /// <summary>The same for as long as something moves.</summary>
    /// <inheritdoc cref="TrueAsync(Func{Task{bool}}, Func{object?}, TimeSpan, string)"/>
    public static async Task<T> NotNullAsync<T>(Func<Task<T?>> read, Func<object?> progress, TimeSpan deadline, string what)
        where T : class
    {
        T? value = null;
        await TrueAsync(async () => (value = await read()) is not null, progress, deadline, what);
        return value!;
    }

    /// <summary>Does <paramref name="act"/> again for as long as it fails with a <typeparamref name="TPassing"/>, as on a machine that is busy.</summary>
    /// <exception cref="TimeoutException">It did not succeed within <paramref name="deadline"/>; its last failure is the inner exception.</exception>
    public static async Task DoneAsync<TPassing>(Func<Task> act, TimeSpan deadline, string what)
        where TPassing : Exception
    {
        for (var clock = new LoadAwareClock(); ;)
            try
            {
                await act();
                return;
            }
            catch (TPassing e)
            {
                if (clock.Elapsed > deadline) throw new TimeoutException($"After {deadline.TotalSeconds:0.#} s still not done: {what}", e);
                await Task.Delay(Interval);
            }
    }

    /// <summary>Waits for the end of <paramref name="task"/>.</summary>
    /// <exception cref="TimeoutException">It did not end within <paramref name="deadline"/>.</exception>
    public static async Task EndsAsync(this Task task, TimeSpan deadline)
    {
        for (var clock = new LoadAwareClock(); !task.IsCompleted && await Task.WhenAny(task, Task.Delay(Interval)) != task;)
            if (clock.Elapsed > deadline) throw new TimeoutException($"The task has not ended after {deadline.TotalSeconds:0.#} s.");
        await task;
    }

    /// <inheritdoc cref="EndsAsync(Task, TimeSpan)"/>
    public static async Task<T> EndsAsync<T>(this Task<T> task, TimeSpan deadline)
    {
        await ((Task)task).EndsAsync(deadline);
        return await task;
    }
}
