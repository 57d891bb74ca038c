using Microsoft.Extensions.Logging;
using Pipeline.Database;
using Pipeline.Flows;

namespace Pipeline.Recovery;

/// <summary>
/// The second way for every flow: finds those in which nothing moves though it could, as when an orchestration sleeps or a wake was lost, those that stop and
/// those whose time is over, and takes them on.
/// </summary>
public sealed class FlowRecovery
{
    private const int Page = 100;

    // One round's share. What is left is taken on by the next one, which goes on behind the last flow of this one.
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(1);

    // What last moved later than now did so before the clock was set back: nothing has moved since. A flow may stay due whatever is done, as while members that run
    // end: without the place behind which to go on, a hundred of those would keep all others from being taken on.
    private const string StuckSql = $"""
        select distinct on (f.root_id) f.root_id from pipeline.flow f
        where f.finished_at is null and f.root_id > $3
          and coalesce((select max(p.last_at) from pipeline.flow_progress p where p.flow_id = f.id), f.accepted_at) not between now() - $1 and now() + $1
          and {FlowLook.IsDue}
        order by f.root_id limit $2
        """;

    private readonly PipelineDatabase _database;
    private readonly FlowDriver _driver;
    private readonly PipelineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<FlowRecovery> _logger;
    private readonly Lock _lock = new();
    private Guid _last;

    internal FlowRecovery(PipelineDatabase database, FlowDriver driver, PipelineOptions options, TimeProvider time, ILogger<FlowRecovery> logger) =>
        (_database, _driver, _options, _time, _logger) = (database, driver, options, time, logger);

    /// <summary>One round of up to some 80 seconds. Rounds together come to every flow.</summary>
    /// <returns>How many outermost flows it took on.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var total = 0;
        for (var complete = false; !complete && InTime();)
        {
            var stuck = await StuckAsync(Last, cancellationToken);
            complete = stuck.Count < Page;
            foreach (var root in stuck)
            {
                if (!InTime())
                {
                    complete = false;
                    break;
                }
                // Before the flow is taken on: one that ends the process's round does so once, and is not met first by the next.
                Last = root;
                await TakeOnAsync(root, cancellationToken);
                total++;
            }
            if (complete) Last = Guid.Empty;
        }
        if (total > 0)
            _logger.LogWarning("{Count} flows did not go on by themselves and were taken on", total);
        return total;

        bool InTime() => _time.GetElapsedTime(started) < MaxTime;
    }

    private Guid Last
    {
        get { lock (_lock) return _last; }
        set { lock (_lock) _last = value; }
    }

    private async Task TakeOnAsync(Guid root, CancellationToken cancellationToken)
    {
        try
        {
            await _driver.DriveAsync(root, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException && !DatabaseFault.IsAway(e))
        {
            // One that cannot be taken on, as when the database refuses it, must not keep the others from it.
            _logger.LogError(e, "Flow {FlowId} could not be taken on", root);
        }
    }

    private async Task<List<Guid>> StuckAsync(Guid behind, CancellationToken cancellationToken)
    {
        await using var command = _database.Command(StuckSql, _options.FlowSweepAfter, Page, behind);
        return await command.ListAsync(row => row.GetGuid(0), cancellationToken);
    }
}
