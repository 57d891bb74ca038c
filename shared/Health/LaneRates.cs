using Pipeline.Database;
using Pipeline.Messaging;

namespace Pipeline.Health;

/// <summary>How fast each lane is, over all workers.</summary>
public sealed class LaneRates(PipelineDatabase database, PipelineOptions options)
{
    // Whole buckets only: the newest ones are still being added to.
    private const string Sql = """
        select lane, sum(jobs)::float8 / 60 from pipeline.lane_activity
        where bucket >= date_bin('10 seconds', now(), 'epoch') - interval '60 seconds' and bucket < date_bin('10 seconds', now(), 'epoch') group by lane
        """;

    /// <summary>Jobs a second of each lane's queue that came to an outcome or a retry in the last minute; a lane that stood still is missing.</summary>
    public async Task<IReadOnlyDictionary<string, double>> ReadAsync(CancellationToken cancellationToken)
    {
        var queues = LaneQueues.Of(options);
        await using var command = database.Command(Sql);
        var rates = await command.ListAsync(row => (Queue: queues.Lane(row.GetInt16(0)), JobsPerSecond: Math.Round(row.GetDouble(1), 2)), cancellationToken);
        return rates.ToDictionary(r => r.Queue, r => r.JobsPerSecond, StringComparer.Ordinal);
    }
}
