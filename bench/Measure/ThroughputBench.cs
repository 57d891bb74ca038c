using Npgsql;
using Pipeline.Bench.Limits;
using Pipeline.Bench.Work;

namespace Pipeline.Bench.Measure;

/// <summary>All contestants with each number of records that was asked for.</summary>
internal sealed class ThroughputBench(BenchOptions options, NpgsqlDataSource source, Action<string> say)
{
    private const int WarmUp = 10_000;

    public async Task<IReadOnlyList<Measurement>> MeasureAsync(IEnumerable<IContestant> celery, IEnumerable<IContestant> pipeline, CancellationToken cancellationToken)
    {
        var contestants = Turns(celery, pipeline, [new CopyAndMerge(source), new EightConnections(source)]);
        if (contestants.Count == 0) return [];
        var arena = new Arena(new(source), say);
        var measurements = new List<Measurement>();
        foreach (var records in options.Records)
        {
            var work = await WorkloadFile.MakeAsync(records, options.Folder, cancellationToken);
            var warmUp = records <= WarmUp ? work : await WorkloadFile.MakeAsync(WarmUp, options.Folder, cancellationToken);
            measurements.AddRange(await arena.MeasureAsync(contestants, work, warmUp, options.Runs, cancellationToken));
        }
        return measurements;
    }

    // One of each peer after the other, so that what is compared runs close together.
    private List<IContestant> Turns(params IEnumerable<IContestant>[] peers) =>
        [.. peers.SelectMany(p => p.Select((contestant, place) => (contestant, place))).OrderBy(c => c.place).Select(c => c.contestant).Where(c => options.Wants(c.Key, c.Peer))];
}
