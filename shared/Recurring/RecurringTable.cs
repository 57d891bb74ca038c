using Npgsql;
using Pipeline.Database;

namespace Pipeline.Recurring;

/// <summary>Declares, shows and switches recurring jobs.</summary>
public sealed class RecurringTable
{
    // What a person switched stays so. The next tick stays too, unless it would come by another schedule.
    private const string DeclareSql = """
        insert into pipeline.recurring as r (name, version, schedule, time_zone, missed, next_at)
        select * from unnest($1, $2, $3, $4, $5, $6)
        on conflict (name) do update set
            version = excluded.version, schedule = excluded.schedule, time_zone = excluded.time_zone, missed = excluded.missed, declared_at = now(),
            next_at = case when (r.schedule, r.time_zone) = (excluded.schedule, excluded.time_zone) then r.next_at else excluded.next_at end
        """;

    private const string ListSql = """
        select r.name, r.version, r.schedule, r.time_zone, r.missed, r.enabled, r.next_at, r.last_at, r.last_job, s.state, r.declared_at,
               r.declared_at < now() - interval '5 minutes' as orphaned, left(j.result, 1000)
        from pipeline.recurring r left join pipeline.job_state s on s.id = r.last_job left join pipeline.job j on j.id = r.last_job
        """;

    // Every process that knows a job says so once a minute. What a person switched off stays off, should the job come back.
    private const string ForgetSql = "delete from pipeline.recurring where enabled and declared_at < now() - $1";

    private readonly PipelineDatabase _database;
    private readonly RecurringCatalog _catalog;

    internal RecurringTable(PipelineDatabase database, RecurringCatalog catalog) => (_database, _catalog) = (database, catalog);

    /// <summary>All that were ever declared, by name.</summary>
    public async Task<IReadOnlyList<RecurringStatus>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.Command(ListSql + " order by r.name");
        return await command.ListAsync(Read, cancellationToken);
    }

    public async Task<RecurringStatus?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = _database.Command(ListSql + " where r.name = $1", name);
        return (await command.ListAsync(Read, cancellationToken)).SingleOrDefault();
    }

    /// <summary>Switches a job on or off, for all processes. Ticks while it was off were not missed: it goes on with the next one.</summary>
    /// <returns>False where there is no such job.</returns>
    /// <exception cref="FormatException">The job is in a time zone that this machine does not know.</exception>
    public async Task<bool> SwitchAsync(string name, bool enabled, CancellationToken cancellationToken)
    {
        await using var connection = await _database.Own.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var find = PipelineDatabase.With(
            new("select schedule, time_zone, enabled, clock_timestamp() from pipeline.recurring where name = $1 for update", connection), [name]);
        DateTime? next = null;
        await using (var row = await find.ExecuteReaderAsync(cancellationToken))
        {
            if (!await row.ReadAsync(cancellationToken)) return false;
            if (enabled && !row.GetBoolean(2)) next = Moment(TickSchedule.Parse(row.GetString(0), row.GetString(1)).Next(row.GetTime(3)));
        }
        await using var update = PipelineDatabase.With(
            new("update pipeline.recurring set enabled = $2, next_at = coalesce($3, next_at) where name = $1", connection), [name, enabled]);
        update.Parameters.Add(new NpgsqlParameter<DateTime?> { TypedValue = next, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });
        await update.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Forgets jobs that no process has declared for this long, except those that a person switched off.</summary>
    internal async Task ForgetAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        await using var command = _database.Command(ForgetSql, age);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Writes what this process knows.</summary>
    internal async Task DeclareAsync(CancellationToken cancellationToken)
    {
        if (_catalog.All.Count == 0) return;
        await using var clock = _database.Command("select now()");
        var now = (DateTime)(await clock.ExecuteScalarAsync(cancellationToken))!;
        var jobs = _catalog.All.Select(d => (d.Name, d.Version, Recurring: d.Recurring!)).ToArray();
        await using var command = _database.Command(
            DeclareSql,
            Array.ConvertAll(jobs, j => j.Name),
            Array.ConvertAll(jobs, j => j.Version),
            Array.ConvertAll(jobs, j => j.Recurring.Ticks.Text),
            Array.ConvertAll(jobs, j => j.Recurring.Ticks.TimeZone),
            Array.ConvertAll(jobs, j => j.Recurring.Missed.ToString()),
            Array.ConvertAll(jobs, j => Moment(j.Recurring.Ticks.Next(now))));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What stands for a tick that never comes is <c>infinity</c>.</summary>
    internal static DateTime Moment(DateTimeOffset? tick) => tick?.UtcDateTime ?? DateTime.MaxValue;

    private static RecurringStatus Read(NpgsqlDataReader row) => new()
    {
        Name = row.GetString(0),
        Version = row.GetInt32(1),
        Schedule = row.GetString(2),
        TimeZone = row.GetString(3),
        Missed = row.GetEnum(4, MissedTicks.Unknown),
        Enabled = row.GetBoolean(5),
        NextAt = !row.GetBoolean(5) || row.GetBoolean(11) || row.GetTime(6) == DateTime.MaxValue ? null : row.GetTime(6),
        LastAt = row.GetTimeOrNull(7),
        LastJob = row.IsDBNull(8) ? null : row.GetGuid(8),
        LastStatus = row.IsDBNull(9) ? null : row.GetString(9),
        LastResult = row.IsDBNull(12) ? null : row.GetString(12),
        DeclaredAt = row.GetTime(10),
        Orphaned = row.GetBoolean(11),
    };
}
