using Microsoft.Extensions.Logging;
using Npgsql;
using Pipeline.Database;
using Pipeline.Flows;

namespace Pipeline.Recovery;

/// <summary>
/// The second way for every flow: finds those in which nothing moves though it could, as when an orchestration sleeps or a wake was lost, those that stop and
/// those whose time is over, and takes them on.
/// </summary>
public sealed class FlowRecovery
{
    private const int Limit = 100;

    // What last moved later than now did so before the clock was set back: nothing has moved since.
    private const string StuckSql = $"""
        select root_id from (
            select distinct on (f.root_id) f.root_id, f.accepted_at from pipeline.flow f
            where f.finished_at is null
              and coalesce((select max(p.last_at) from pipeline.flow_progress p where p.flow_id = f.id), f.accepted_at) not between now() - $1 and now() + $1
              and {FlowLook.IsDue}
            order by f.root_id) stuck
        order by accepted_at limit $2
        """;

    private readonly PipelineDatabase _database;
    private readonly FlowDriver _driver;
    private readonly PipelineOptions _options;
    private readonly ILogger<FlowRecovery> _logger;

    internal FlowRecovery(PipelineDatabase database, FlowDriver driver, PipelineOptions options, ILogger<FlowRecovery> logger) =>
        (_database, _driver, _options, _logger) = (database, driver, options, logger);

    /// <summary>One bounded round.</summary>
    /// <returns>How many outermost flows it took on.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var stuck = await StuckAsync(cancellationToken);
        foreach (var root in stuck)
            try
            {
                await _driver.DriveAsync(root, cancellationToken);
            }
            catch (PostgresException e) when (!DatabaseFault.IsAway(e))
            {
                // One that the database refuses must not keep the others from being looked at.
                _logger.LogError(e, "Flow {FlowId} could not be taken on", root);
            }
        if (stuck.Count > 0)
            _logger.LogWarning("{Count} flows did not go on by themselves and were taken on", stuck.Count);
        return stuck.Count;
    }

    private async Task<List<Guid>> StuckAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.Command(StuckSql, _options.FlowSweepAfter, Limit);
        return await command.ListAsync(row => row.GetGuid(0), cancellationToken);
    }
}
