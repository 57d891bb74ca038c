using Pipeline.Database;
using Pipeline.Inspection;
using Pipeline.Jobs;

namespace Pipeline.Outbox;

/// <summary>
/// How many jobs of a type share a merged message, by what nine of ten of them took lately: up to a second's work, and up to their <c>Batch</c>, as a message runs in
/// one piece; and no fewer than 20 ms of work, as several lanes gain nothing then. What is long or has never run stays apart.
/// </summary>
internal sealed class MergeSizes(PipelineDatabase database, JobCatalog catalog, TimeProvider time)
{
    private const double MostMilliseconds = 1_000;
    private const double LeastMilliseconds = 20;
    private const double Share = 0.9;

    private const string RunSql = """
        select type, run from pipeline.activity where seconds = 300 and bucket >= now() - interval '1 hour' and bucket <= now() + interval '5 minutes' and type = any($1)
        """;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    // Those with a rate limit are published apart.
    private readonly Dictionary<string, int> _batches = catalog.All.Where(d => d.LargestMessage > 1 && d.RateLimit is null)
        .GroupBy(d => d.Name).ToDictionary(g => g.Key, g => g.Min(d => d.LargestMessage));

    private MergedTypes _known = MergedTypes.None;
    private long? _readAt;

    /// <summary>The types that may be merged; read from the database every five seconds at most.</summary>
    public async ValueTask<MergedTypes> ReadAsync(CancellationToken cancellationToken)
    {
        if (_batches.Count == 0 || (_readAt is { } at && time.GetElapsedTime(at) < Fresh)) return _known;
        var runs = await RunsAsync(cancellationToken);
        var sizes = runs.Select(r => (Type: r.Key, Size: Size(r.Value, _batches[r.Key]))).Where(r => r.Size.Most > 1).ToList();
        _known = new([.. sizes.Select(s => s.Type)], [.. sizes.Select(s => s.Size.Least)], [.. sizes.Select(s => s.Size.Most)]);
        _readAt = time.GetTimestamp();
        return _known;
    }

    /// <param name="run">How many jobs took how long, in steps of <see cref="LatencyScale"/>.</param>
    /// <param name="batch">The type's own limit.</param>
    internal static (int Least, int Most) Size(IReadOnlyList<int> run, int batch) => LatencyScale.Quantile(run, Share) is { } milliseconds
        ? ((int)Math.Clamp(LeastMilliseconds / milliseconds, 1, batch), (int)Math.Clamp(MostMilliseconds / milliseconds, 1, batch)) : (1, 1);

    private async Task<Dictionary<string, int[]>> RunsAsync(CancellationToken cancellationToken)
    {
        var runs = new Dictionary<string, int[]>();
        await using var command = database.Command(RunSql, (object)_batches.Keys.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var steps = reader.GetFieldValue<int[]>(1);
            var sum = runs.TryGetValue(reader.GetString(0), out var known) ? known : runs[reader.GetString(0)] = new int[LatencyScale.Steps];
            for (var i = 0; i < Math.Min(steps.Length, sum.Length); i++) sum[i] += steps[i];
        }
        return runs;
    }
}
