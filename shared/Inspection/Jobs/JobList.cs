using Npgsql;
using NpgsqlTypes;
using Pipeline.Database;

namespace Pipeline.Inspection;

/// <summary>Lists jobs, a page at a time, by looks whose cost is bounded whatever the tables hold.</summary>
public sealed class JobList(PipelineDatabase database)
{
    // What stands for a person, in the order that the reader takes it.
    internal const string Columns = """
        j.id, j.type, j.version,
        case when j.status <> 'queued' then j.status::text
             when o.token is not null then 'running'
             when o.due_at > now() then case when j.attempt > 0 and o.due_at < 'infinity' then 'retrying' else 'waiting' end
             else 'queued' end,
        j.generation, j.attempt, j.flow_id, j.flow_index, j.created_at, case when o.token is not null then o.claimed_at else j.started_at end, j.finished_at,
        case when o.token is null and o.due_at > now() and o.due_at < 'infinity' then o.due_at end, left(j.error, 300)
        """;

    /// <summary>Rows that a request looks at, at most.</summary>
    internal int Window { get; init; } = 50_000;

    /// <param name="filter">Which.</param>
    /// <param name="after">What the page before, of the same filter, says is next; null for the first page.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Before a statement is sent.</param>
    /// <exception cref="FormatException"><paramref name="after"/> is of no such page.</exception>
    public async Task<JobPage> ListAsync(JobFilter filter, string? after, int limit, CancellationToken cancellationToken)
    {
        var source = JobSource.Of(filter);
        var place = JobPlace.Parse(after, source) ?? throw new FormatException("It is the 'next' of no page of these jobs.");
        var jobs = new List<JobSummary>();
        var (next, made) = ((string?)null, (DateTimeOffset?)null);
        await using (var command = Command(PageSql(source), filter, place, limit))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
            while (await reader.ReadAsync(cancellationToken))
            {
                jobs.Add(Read(reader));
                (next, made) = (reader.GetString(13), reader.GetTime(14));
            }
        if (source == JobSource.One) return new(jobs, null, null);
        if (jobs.Count == limit) return new(jobs, next, made);

        // There are not so many in the window: is there more behind it?
        await using var end = Command(EndSql(source), filter, place, limit);
        await using var last = await end.ExecuteReaderAsync(cancellationToken);
        return await last.ReadAsync(cancellationToken) ? new(jobs, last.GetString(0), last.GetTime(1)) : new(jobs, null, null);
    }

    internal static string PageSql(JobSource source) =>
        $"select {Columns}, {source.Place}, r.{source.MadeAt} from ({source.Window} limit $9) r {source.Join} where {source.Where} order by {source.Order} limit $8";

    private static string EndSql(JobSource source) => $"select {source.WindowPlace}, {source.MadeAt} from ({source.Window} offset $9 - 1 limit 1) r";

    internal static JobSummary Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        Type = reader.GetString(1),
        Version = reader.GetInt32(2),
        State = reader.GetEnum(3, JobState.Unknown),
        Generation = reader.GetInt16(4),
        Attempt = reader.GetInt16(5),
        FlowId = reader.IsDBNull(6) ? null : reader.GetGuid(6),
        Place = reader.IsDBNull(7) ? null : reader.GetInt32(7),
        CreatedAt = reader.GetTime(8),
        StartedAt = reader.GetTimeOrNull(9),
        FinishedAt = reader.GetTimeOrNull(10),
        DueAt = reader.GetTimeOrNull(11),
        Error = reader.IsDBNull(12) ? null : reader.GetString(12),
    };

    internal NpgsqlCommand Command(string sql, JobFilter filter, JobPlace place, int limit)
    {
        var command = database.Own.CreateCommand(sql);
        Add(place.Id, NpgsqlDbType.Uuid);
        Add(place.Job, NpgsqlDbType.Uuid);
        Add(place.Index, NpgsqlDbType.Integer);
        Add(filter.Flow, NpgsqlDbType.Uuid);
        Add(filter.Type, NpgsqlDbType.Text);
        Add(filter.TypePrefix, NpgsqlDbType.Text);
        Add(filter.State?.ToString().ToLowerInvariant(), NpgsqlDbType.Text);
        Add(limit, NpgsqlDbType.Integer);
        Add(Window, NpgsqlDbType.Integer);
        Add(filter.Id, NpgsqlDbType.Uuid);
        return command;

        void Add(object? value, NpgsqlDbType type) => command.Parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });
    }
}
