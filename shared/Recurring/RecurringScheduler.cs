using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Pipeline.Blobs;
using Pipeline.Database;
using Pipeline.Jobs;
using Pipeline.Outbox;

namespace Pipeline.Recurring;

/// <summary>
/// Enqueues recurring jobs whose tick is due. A tick is one transaction that locks the row, enqueues the job and sets the next tick: it happens
/// once, however many processes look and whatever is killed.
/// </summary>
public sealed class RecurringScheduler
{
    // A row that another process has locked is being run there. Without those that this process cannot run: they stay due, and would keep the others out.
    private const string DueSql = """
        select r.name, r.schedule, r.time_zone, r.missed, r.next_at,
               exists (select from pipeline.job j where j.id = r.last_job and j.status = 'queued') as busy, now()
        from pipeline.recurring r
        where r.enabled and r.next_at <= now() and r.name = any($1) and r.name <> all($2)
        order by r.next_at limit $3
        for update skip locked
        """;

    // What is due soon enough is not ahead of its schedule.
    private const string AheadSql = """
        select name, schedule, time_zone, next_at, now() from pipeline.recurring
        where enabled and next_at > now() + interval '1 minute' and next_at < 'infinity' and name = any($1)
        """;

    private const string RewindSql = "update pipeline.recurring set next_at = $3 where name = $1 and next_at = $2";

    private const string MoveOnSql = """
        update pipeline.recurring r set next_at = t.next_at, last_at = coalesce(t.tick, r.last_at), last_job = coalesce(t.job, r.last_job)
        from unnest($1, $2, $3, $4) as t(name, next_at, tick, job) where r.name = t.name
        """;

    // A look that found nothing is of no interest once there is a later one: a sweep a minute would leave half a million rows a year.
    private const string ForgetSql = """
        with gone as (
            delete from pipeline.job j using pipeline.recurring r
            where r.name = any($1) and j.id = r.last_job and j.status = 'succeeded' and j.attempt = 0 and j.result = $2 returning j.id)
        delete from pipeline.attempt where job_id = any(array(select id from gone))
        """;

    private const string KnownSql = "update pipeline.recurring set declared_at = now() where name = any($1) and declared_at < now() - interval '1 minute'";

    private const string NextSql = "select extract(epoch from least(min(next_at) - now(), interval '1 hour')) from pipeline.recurring where enabled and name = any($1)";

    private readonly PipelineDatabase _database;
    private readonly RecurringCatalog _catalog;
    private readonly ClaimCheck _claims;
    private readonly OutboxSignal _signal;
    private readonly ILogger<RecurringScheduler> _logger;

    /// <summary>Ticks a transaction.</summary>
    internal int Batch { get; init; } = 100;

    internal RecurringScheduler(PipelineDatabase database, RecurringCatalog catalog, ClaimCheck claims, OutboxSignal signal, ILogger<RecurringScheduler> logger) =>
        (_database, _catalog, _claims, _signal, _logger) = (database, catalog, claims, signal, logger);

    /// <summary>Runs every tick that is due by the database's clock, of the jobs that this process knows.</summary>
    /// <returns>How many jobs it enqueued.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (_catalog.All.Count == 0) return 0;
        await using var known = _database.Command(KnownSql, (object)_catalog.Names);
        await known.ExecuteNonQueryAsync(cancellationToken);
        await RewindAsync(cancellationToken);
        var total = 0;
        var left = new HashSet<string>();
        for (var due = 1; due > 0;)
        {
            (due, var enqueued) = await RoundAsync(left, cancellationToken);
            total += enqueued;
        }
        return total;
    }

    /// <summary>How long until a tick is due, up to an hour; not above zero where one is due that this process could not run.</summary>
    internal async Task<TimeSpan?> NextDueAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.Command(NextSql, (object)_catalog.Names);
        return await command.ExecuteScalarAsync(cancellationToken) is decimal seconds ? TimeSpan.FromSeconds((double)seconds) : null;
    }

    // Before the next tick to run there is at most one that has run. With more of them the database's clock was set back, and the job would rest until it comes to that tick.
    private async Task RewindAsync(CancellationToken cancellationToken)
    {
        await using var ahead = _database.Command(AheadSql, (object)_catalog.Names);
        foreach (var (name, schedule, zone, next, now) in await ahead.ListAsync(
            row => (row.GetString(0), row.GetString(1), row.GetString(2), row.GetTime(3), row.GetTime(4)), cancellationToken))
            if (Earlier(schedule, zone, next, now) is { } earlier)
            {
                await using var rewind = _database.Command(RewindSql, name, next, RecurringTable.Moment(earlier));
                await rewind.ExecuteNonQueryAsync(cancellationToken);
                _logger.LogWarning("The database's clock was set back: {Job} is due at {Next} and not at {Was}", name, earlier, next);
            }
    }

    private static DateTimeOffset? Earlier(string schedule, string zone, DateTime next, DateTime now)
    {
        try
        {
            var ticks = TickSchedule.Parse(schedule, zone);
            return ticks.Next(now) is { } first && ticks.Next(first) is { } second && second.UtcDateTime < next ? first : null;
        }
        catch (FormatException)
        {
            // Other processes know the zone, or nobody does: said where its tick is due.
            return null;
        }
    }

    /// <summary>One tick of each job that is due.</summary>
    /// <param name="left">Jobs whose ticks are left to other processes; it adds those that it meets.</param>
    /// <param name="cancellationToken">Before the commit.</param>
    private async Task<(int Due, int Enqueued)> RoundAsync(HashSet<string> left, CancellationToken cancellationToken)
    {
        await using var connection = await _database.Own.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var due = await DueAsync(connection, left, cancellationToken);
        var plans = due.Select(tick => (Tick: tick, Plan: Plan(tick))).Where(p => p.Plan is not null).Select(p => (p.Tick.Name, Plan: p.Plan!)).ToArray();
        left.UnionWith(due.Select(tick => tick.Name).Except(plans.Select(p => p.Name)));
        if (plans.Length == 0) return (due.Count, 0);

        var jobs = plans.Where(p => p.Plan.Tick is not null).ToDictionary(p => p.Name, p => Job(p.Name));
        await _claims.StoreAsync(jobs.Values, cancellationToken);
        if (jobs.Count > 0) await BulkEnqueue.WriteAsync(connection, [.. jobs.Values], cancellationToken);
        await using var forget = PipelineDatabase.With(
            new(ForgetSql, connection), [jobs.Keys.Where(name => _catalog.Get(name).Enqueues is not null).ToArray(), SweepReport.NothingFound]);
        await forget.ExecuteNonQueryAsync(cancellationToken);
        await using var move = PipelineDatabase.With(
            new(MoveOnSql, connection), [Array.ConvertAll(plans, p => p.Name), Array.ConvertAll(plans, p => RecurringTable.Moment(p.Plan.Next))]);
        move.Parameters.Add(new() { Value = Array.ConvertAll(plans, p => p.Plan.Tick?.UtcDateTime), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
        move.Parameters.Add(new() { Value = Array.ConvertAll(plans, p => jobs.GetValueOrDefault(p.Name)?.Id), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        await move.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        if (jobs.Count > 0) _signal.Set();
        return (due.Count, jobs.Count);
    }

    private async Task<List<DueTick>> DueAsync(NpgsqlConnection connection, HashSet<string> left, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(DueSql, connection), [_catalog.Names, left.ToArray(), Batch]);
        return await command.ListAsync(row => new DueTick(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetEnum(3, MissedTicks.Unknown), row.GetTime(4),
            row.GetBoolean(5), row.GetTime(6)), cancellationToken);
    }

    // By the row, not by this process's own declaration: another version may have been declared since.
    private TickPlan? Plan(DueTick due)
    {
        try
        {
            if (due.Missed == MissedTicks.Unknown) throw new FormatException("has a policy for missed ticks that this version does not know");
            var plan = TickPlan.Of(TickSchedule.Parse(due.Schedule, due.TimeZone), due.Missed, due.DueAt, due.Now);
            return due.Busy && !_catalog.Get(due.Name).Recurring!.Overlap ? plan with { Tick = null } : plan;
        }
        catch (FormatException e)
        {
            _logger.LogWarning("The tick of {Job} is left to other processes: it {Problem}", due.Name, e.Message);
            return null;
        }
    }

    private JobRow Job(string name)
    {
        var job = _catalog.Get(name);
        return new NewJob(job, options: null, _claims).Row(job.Recurring!.Args);
    }
}
