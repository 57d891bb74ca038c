using Pipeline.Chaos.Output;

namespace Pipeline.Chaos.Faults;

/// <summary>Strikes with one fault after the other, each kind once before one comes again; what is random comes from the seed.</summary>
internal sealed class FaultLoop(IReadOnlyList<IFault> faults, int seed, TimeSpan duration, TimeProvider time, Journal journal)
{
    private readonly Random _dice = new(seed);

    // In two minutes each kind is to come once; in a longer run there is to be time for work as well.
    private readonly TimeSpan _longestPause = TimeSpan.FromSeconds(Math.Clamp(duration.TotalSeconds / 30, 4, 15));

    /// <summary>How often each has struck.</summary>
    public SortedDictionary<string, int> Struck { get; } = new(StringComparer.Ordinal);

    /// <summary>Goes on until <paramref name="enough"/>, and to the end of the fault that strikes then.</summary>
    public async Task RunAsync(Task enough, CancellationToken cancellationToken)
    {
        var possible = faults.Where(f => f.Impossible is null).ToArray();
        if (possible.Length == 0) return;
        while (true)
        {
            _dice.Shuffle(possible);
            foreach (var fault in possible)
            {
                var pause = Task.Delay(_longestPause * (0.25 + 0.75 * _dice.NextDouble()), time, cancellationToken);
                if (await Task.WhenAny(pause, enough) == enough) return;
                await pause;
                await StrikeAsync(fault, cancellationToken);
            }
        }
    }

    private async Task StrikeAsync(IFault fault, CancellationToken cancellationToken)
    {
        // Of its own, so that what one fault draws does not change what the next one does.
        var dice = new Random(_dice.Next());
        journal.Say($"fault: {fault.Name} …");
        try
        {
            var what = await fault.StrikeAsync(dice, cancellationToken);
            Struck[fault.Name] = Struck.GetValueOrDefault(fault.Name) + 1;
            journal.Say($"fault: {fault.Name}: {what}");
        }
        catch (Exception e) when (e is not ChaosException && !cancellationToken.IsCancellationRequested)
        {
            // Another fault was in its way; the deck comes round again.
            journal.Say($"fault: {fault.Name}: could not: {e.Message}");
        }
    }
}
