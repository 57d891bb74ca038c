using System.Collections.Concurrent;

namespace Pipeline.Emulator.Tests.Running;

/// <summary>What the functions of a test wrote down, in order, and how many of them ran at once.</summary>
public sealed class Journal
{
    private readonly ConcurrentQueue<string> _entries = new();
    private int _running;
    private int _mostRunning;

    public IReadOnlyList<string> Entries => [.. _entries];

    public int MostRunning => _mostRunning;

    /// <summary>What blocked functions wait for.</summary>
    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Write(string entry) => _entries.Enqueue(entry);

    public async Task RunAsync(Func<Task> work)
    {
        var now = Interlocked.Increment(ref _running);
        for (var most = _mostRunning; now > most; most = _mostRunning) Interlocked.CompareExchange(ref _mostRunning, now, most);
        try
        {
            await work();
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    public Task UntilAsync(int count, int seconds = 20) => Eventually.TrueAsync(
        () => _entries.Count >= count, TimeSpan.FromSeconds(seconds), $"{count} entries, there are: {string.Join(" | ", _entries)}");
}
