using System.Collections.Concurrent;

namespace Pipeline.Emulator.Tests.Running;

/// <summary>What the functions of a test wrote down, in order, and how many of them ran at once.</summary>
public sealed class Journal
{
    private readonly ConcurrentQueue<string> entries = new();
    private int running;
    private int mostRunning;

    public IReadOnlyList<string> Entries => [.. entries];

    public int MostRunning => mostRunning;

    /// <summary>What blocked functions wait for.</summary>
    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Write(string entry) => entries.Enqueue(entry);

    public async Task RunAsync(Func<Task> work)
    {
        var now = Interlocked.Increment(ref running);
        for (var most = mostRunning; now > most; most = mostRunning) Interlocked.CompareExchange(ref mostRunning, now, most);
        try
        {
            await work();
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }

    public Task UntilAsync(int count, int seconds = 20) => Eventually.TrueAsync(
        () => entries.Count >= count, TimeSpan.FromSeconds(seconds), $"{count} entries, there are: {string.Join(" | ", entries)}");
}
