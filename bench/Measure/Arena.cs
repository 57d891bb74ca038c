using Npgsql;
using Pipeline.Bench.Servers;
using Pipeline.Bench.Work;

namespace Pipeline.Bench.Measure;

/// <summary>Runs contestants in turn with the same records: warm-ups of each, then rounds of timed runs, so that whatever else the machine does hits all of them.</summary>
internal sealed class Arena(VoterTables tables, ServerProcesses servers, Action<string> say)
{
    // What takes this long is not repeated: noise is small beside it.
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(3);

    /// <param name="contestants">In the order of a round.</param>
    /// <param name="work">The records.</param>
    /// <param name="warmUp">Fewer records, or the same.</param>
    /// <param name="runs">How many rounds.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    public async Task<IReadOnlyList<Measurement>> MeasureAsync(
        IReadOnlyList<IContestant> contestants, Workload work, Workload warmUp, int runs, CancellationToken cancellationToken)
    {
        var (expected, warm) = (await tables.ExpectAsync(work.Voters, cancellationToken), await tables.ExpectAsync(warmUp.Voters, cancellationToken));
        var entries = contestants.Select(c => new Entry(c, [])).ToList();
        foreach (var entry in entries)
            if ((entry.Refusal = entry.Contestant.Refusal(work.Count)) is null)
                await WarmUpAsync(entry, warmUp, warm, cancellationToken);
        for (var round = 0; round < runs; round++)
            foreach (var entry in entries.Where(e => e.Refusal is null && e.Fault is null && !e.Runs.Any(r => r.Elapsed > Long)))
                if (await TryAsync(entry, work, expected, "", cancellationToken) is { } run) entry.Runs.Add(run);
        return entries.ConvertAll(e => new Measurement(e.Contestant.Key, e.Contestant.Peer, e.Contestant.Title, work.Count, e.Runs, e.Refusal, e.Fault));
    }

    private async Task WarmUpAsync(Entry entry, Workload work, TableSum expected, CancellationToken cancellationToken)
    {
        var warmUp = new WarmUp();
        while (await TryAsync(entry, work, expected, ", warm-up", cancellationToken) is { } run && !warmUp.IsOverAfter(run.Elapsed))
            continue;
    }

    private async Task<Run?> TryAsync(Entry entry, Workload work, TableSum expected, string what, CancellationToken cancellationToken)
    {
        try
        {
            var run = await RunAsync(entry.Contestant, work, expected, cancellationToken);
            say($"{entry.Contestant.Key}, {work.Count} records{what}: {run.Elapsed.TotalSeconds:0.000} s");
            return run;
        }
        catch (Exception e) when (e is WrongResultException or BenchException or TimeoutException or NpgsqlException)
        {
            // The others are still worth their time; the exit code tells.
            entry.Fault = e.Message;
            say($"{entry.Contestant.Key}, {work.Count} records: WRONG: {e.Message}");
            return null;
        }
    }

    private async Task<Run> RunAsync(IContestant contestant, Workload work, TableSum expected, CancellationToken cancellationToken)
    {
        await tables.ClearAsync(cancellationToken);
        contestant.Worker?.Reset();
        var (before, used) = (await tables.WalAsync(cancellationToken), servers.Used(contestant.Worker));
        var elapsed = await contestant.RunAsync(work, cancellationToken);
        var (after, processors) = (await tables.WalAsync(cancellationToken), servers.Used(contestant.Worker) - used);
        var found = await tables.SumAsync(cancellationToken);
        if (found != expected)
            throw new WrongResultException(found.Rows == expected.Rows ? "the right number of rows, with other content" : $"{found.Rows} rows in place of {expected.Rows}");
        return new(elapsed, after - before, contestant.Worker?.PeakMemory(), processors);
    }

    private sealed record Entry(IContestant Contestant, List<Run> Runs)
    {
        public string? Refusal { get; set; }
        public string? Fault { get; set; }
    }
}
