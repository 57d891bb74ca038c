using Npgsql;
using Pipeline.Bench.Limits;
using Pipeline.Bench.Servers;
using Pipeline.Bench.Work;

namespace Pipeline.Bench.Measure;

/// <summary>All contestants with each number of records that was asked for.</summary>
internal sealed class ThroughputBench(BenchOptions options, NpgsqlDataSource source, ServerProcesses servers, Action<string> say)
{
    /// <summary>From here on the tables are full enough to ask whether that costs anything.</summary>
    public const int Many = 1_000_000;

    /// <summary>What is asked again then, and under which name.</summary>
    public const string Asked = "pipeline.fine";

    public const string AskedAgain = "pipeline.fine-again";

    private const int WarmUp = 10_000;

    public async Task<IReadOnlyList<Measurement>> MeasureAsync(IEnumerable<IContestant> celery, IEnumerable<IContestant> pipeline, CancellationToken cancellationToken)
    {
        var contestants = Turns(celery, pipeline, [new CopyAndMerge(source), EightConnections.Transactions(source), EightConnections.Statements(source)]);
        if (contestants.Count == 0) return [];
        var measurements = new List<Measurement>();
        foreach (var records in options.Records)
            measurements.AddRange(await MeasureAsync(contestants, records, cancellationToken));
        if (options.Records[^1] >= Many && contestants.Find(c => c.Key == Asked) is { } again)
            foreach (var found in await MeasureAsync([again], options.Records[0], cancellationToken))
                measurements.Add(found with { Key = AskedAgain, Title = found.Title + ", again with the finished jobs of all runs in the tables" });
        return measurements;
    }

    private async Task<IReadOnlyList<Measurement>> MeasureAsync(IReadOnlyList<IContestant> contestants, int records, CancellationToken cancellationToken)
    {
        var work = await WorkloadFile.MakeAsync(records, options.Folder, cancellationToken);
        var warmUp = records <= WarmUp ? work : await WorkloadFile.MakeAsync(WarmUp, options.Folder, cancellationToken);
        return await new Arena(new(source), servers, say).MeasureAsync(contestants, work, warmUp, options.Runs, cancellationToken);
    }

    // One of each peer after the other, so that what is compared runs close together.
    private List<IContestant> Turns(params IEnumerable<IContestant>[] peers) =>
        [.. peers.SelectMany(p => p.Select((contestant, place) => (contestant, place))).OrderBy(c => c.place).Select(c => c.contestant).Where(c => options.Wants(c.Key, c.Peer))];
}
