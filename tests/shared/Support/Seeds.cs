using System.Collections.Concurrent;

namespace Pipeline.Tests;

/// <summary>Seeds of a simulation, tried on threads of its own: it works for half a minute, and those of the pool are for tests that wait for servers.</summary>
internal static class Seeds
{
    /// <summary>Tries <paramref name="count"/> seeds from <paramref name="first"/> on; a story of one is what went wrong there, null where nothing did.</summary>
    /// <exception cref="Xunit.Sdk.FailException">One has a story; says the shortest that was found.</exception>
    public static async Task ShouldHoldAsync(int first, int count, Func<int, string?> story)
    {
        var tried = first - 1;
        var broken = new ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(Try, default, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        // The shortest story is the easiest to follow.
        if (!broken.IsEmpty) Assert.Fail(broken.MinBy(told => told.Length)!);

        void Try()
        {
            while (broken.IsEmpty && Interlocked.Increment(ref tried) is var seed && seed < first + count)
                if (story(seed) is { } told) broken.Add(told);
        }
    }
}
