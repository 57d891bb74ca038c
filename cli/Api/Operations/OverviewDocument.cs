using Pipeline.Cli.Api.Jobs;

namespace Pipeline.Cli.Api.Operations;

/// <summary>The pipeline at a glance.</summary>
internal sealed record OverviewDocument
{
    public required DateTimeOffset At { get; init; }
    public required OpenJobs Jobs { get; init; }
    public required BoundedCount DeadMessages { get; init; }
    public required BoundedCount OpenFlows { get; init; }
    public required OutboxBacklog Outbox { get; init; }
    public required OutcomeCounts LastHour { get; init; }
    public required OutcomeCounts LastDay { get; init; }

    /// <summary>Jobs in the table, whatever their state, as the database estimates them.</summary>
    public long JobsEstimate { get; init; }

    public required int WorkersAlive { get; init; }

    public required IReadOnlyList<Worker> Workers
    {
        get;
        init => field = NoNulls.In(value);
    }
}
