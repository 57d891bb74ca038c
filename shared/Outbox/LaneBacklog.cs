using Pipeline.Database;
using Pipeline.Messaging;

namespace Pipeline.Outbox;

/// <summary>
/// Whether the lanes have work enough: then ordinary rows wait in the outbox, where those that come meanwhile join them in fewer and larger messages.
/// A lane that does not get on counts neither way, so that it holds back nothing that others could run.
/// </summary>
internal sealed class LaneBacklog(PipelineDatabase database, PipelineOptions options, TimeProvider time)
{
    /// <summary>How many messages wait in a lane that has work enough: one to go on with, and one more while the relay looks.</summary>
    public const int Enough = 2;

    // Claimed rows are few: one a lane and worker.
    private const string LanesSql = """
        with running as materialized (select lane, max(claimed_at) as at from pipeline.outbox where owner is not null group by lane)
        select l.lane,
               (select count(*) from (select from pipeline.outbox where token is null and published_at is not null and lane = l.lane limit $2) waiting)::int,
               coalesce(
                   coalesce(
                       (select at from running r where r.lane = l.lane),
                       (select published_at from pipeline.outbox where token is null and published_at is not null and lane = l.lane order by published_at limit 1))
                   not between now() - $3 and now() + $3, false)
        from unnest($1) as l(lane)
        """;

    // A message takes about a second at most when its jobs are short.
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly short[] _all = [.. Enumerable.Range(0, options.Lanes).Select(lane => (short)lane)];
    private readonly Dictionary<int, long> _slow = [];

    /// <summary>Asks the database about all lanes of ordinary jobs.</summary>
    public async Task<bool> IsEnoughAsync(CancellationToken cancellationToken)
    {
        var (moving, waiting) = (0, 0);
        await using var command = PipelineDatabase.With(database.Marks.CreateCommand(LanesSql), [_all, Enough, Slow]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (IsStuck(reader.GetInt16(0), reader.GetBoolean(2))) continue;
            moving++;
            if (reader.GetInt32(1) >= Enough) waiting++;
        }
        return moving > 0 && moving == waiting;
    }

    // Between two messages nothing is claimed for a moment: it has to last.
    private bool IsStuck(int lane, bool slow)
    {
        if (slow) return time.GetElapsedTime(_slow.TryGetValue(lane, out var since) ? since : _slow[lane] = time.GetTimestamp()) >= Patience;
        _slow.Remove(lane);
        return false;
    }
}
