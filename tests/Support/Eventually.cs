using System.Diagnostics;

namespace Pipeline.Tests.Support;

/// <summary>Waits for what will become true, with a deadline, so that a test never sleeps for a fixed time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    /// <exception cref="TimeoutException">It did not hold within <paramref name="deadline"/>; says what was waited for.</exception>
    public static Task TrueAsync(Func<bool> condition, TimeSpan deadline, string what) =>
        TrueAsync(() => Task.FromResult(condition()), deadline, what);

    /// <inheritdoc cref="TrueAsync(Func{bool}, TimeSpan, string)"/>
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan deadline, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > deadline) throw new TimeoutException($"After {deadline.TotalSeconds:0.#} s still not: {what}");
            await Task.Delay(Interval);
        }
    }

    /// <summary>Waits until <paramref name="read"/> gives a value that is not null, and returns it.</summary>
    /// <exception cref="TimeoutException">It gave none within <paramref name="deadline"/>; says what was waited for.</exception>
    public static async Task<T> NotNullAsync<T>(Func<Task<T?>> read, TimeSpan deadline, string what)
        where T : class
    {
        T? value = null;
        await TrueAsync(async () => (value = await read()) is not null, deadline, what);
        return value!;
    }

    /// <summary>Does <paramref name="act"/> again for as long as it fails with a <typeparamref name="TPassing"/>, as on a machine that is busy.</summary>
    /// <exception cref="TimeoutException">It did not succeed within <paramref name="deadline"/>; its last failure is the inner exception.</exception>
    public static async Task DoneAsync<TPassing>(Func<Task> act, TimeSpan deadline, string what)
        where TPassing : Exception
    {
        for (var clock = Stopwatch.StartNew(); ;)
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
}
