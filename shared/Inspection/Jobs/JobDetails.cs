using Npgsql;
using Pipeline.Database;
using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Messaging;

namespace Pipeline.Inspection;

/// <summary>Shows one job with all that is known of it.</summary>
public sealed class JobDetails
{
    private const int MostAttempts = 100;

    private const string JobSql = $"""
        select {JobList.Columns}, j.error, j.interruptions, j.parked, coalesce(o.expires_at, case when j.status in ('queued', 'expired') then j.created_at + least(j.expires_after, interval '200000 years') end), j.tuples, j.trace_parent,
               octet_length(j.args)::bigint, left(j.args, $2), length(j.args) > $2, j.args_blob,
               octet_length(j.result)::bigint, left(j.result, $2), length(j.result) > $2, j.result_blob,
               o.id, cardinality(o.jobs), o.lane, case when o.due_at < 'infinity' then o.due_at end, o.published_at, o.republished, o.claimed_at, o.lone, o.priority, o.limited,
               w.id, w.host, w.started_at, w.heartbeat_at, w.released_at is null and w.heartbeat_at > now() - $3 and w.heartbeat_at <= now() + $3, d.id, d.reason, d.received_at
        from pipeline.job j
        left join pipeline.outbox o on o.id = j.message_id and j.status = 'queued'
        left join pipeline.worker w on w.id = o.owner
        left join pipeline.dead_letter d on d.job_id = j.id
        where j.id = $1
        """;

    private const string AttemptsSql = "select generation, attempt, kind, started_at, elapsed, error, worker from pipeline.attempt where job_id = $1 order by id desc limit $2";

    private readonly PipelineDatabase _database;
    private readonly FlowTable _flows;
    private readonly JobContents _contents;
    private readonly PipelineOptions _options;

    internal JobDetails(PipelineDatabase database, FlowTable flows, JobContents contents, PipelineOptions options) =>
        (_database, _flows, _contents, _options) = (database, flows, contents, options);

    /// <summary>The job as it is now, with some 16 KiB of its arguments and of its result; null where there is none with this id.</summary>
    public async Task<JobDetail?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await JobAsync(id, cancellationToken) is not { } job) return null;
        var attempts = await AttemptsAsync(id, cancellationToken);
        return job with
        {
            Args = await WithBlobAsync(job.Args, cancellationToken),
            Result = job.Result is null ? null : await WithBlobAsync(job.Result, cancellationToken),
            Flow = job.Job.FlowId is { } flow ? await _flows.FindAsync(flow, cancellationToken) : null,
            Attempts = attempts[..Math.Min(attempts.Count, MostAttempts)],
            MoreAttempts = attempts.Count > MostAttempts,
        };
    }

    private async Task<JobDetail?> JobAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = _database.Command(JobSql, id, JobContents.Longest, _options.StaleAfter);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return null;
        return new()
        {
            Job = JobList.Read(reader),
            Error = Text(reader, 13),
            Interruptions = reader.GetInt16(14),
            Parked = reader.GetInt16(15),
            ExpiresAt = Time(reader, 16),
            Tuples = reader.IsDBNull(17) ? null : reader.GetInt32(17),
            TraceParent = Text(reader, 18),
            Args = Content(reader, 19)!,
            Result = Content(reader, 23),
            Message = reader.IsDBNull(27) ? null : Message(reader),
            Worker = reader.IsDBNull(37) ? null : new(reader.GetGuid(37), reader.GetString(38), reader.GetTime(39), reader.GetTime(40), reader.GetBoolean(41)),
            DeadLetter = reader.IsDBNull(42) ? null : new(reader.GetGuid(42), reader.GetString(43), reader.GetTime(44)),
        };
    }

    // A blob is read once the database's connection is given back.
    private Task<JobContent> WithBlobAsync(JobContent content, CancellationToken cancellationToken) =>
        content.Blob is { } blob ? _contents.ReadAsync(blob, cancellationToken) : Task.FromResult(content);

    private static JobContent? Content(NpgsqlDataReader reader, int column) => Text(reader, column + 3) is { } blob ? new(null, null, false, blob, null)
        : reader.IsDBNull(column) ? null
        : new(reader.GetInt64(column), reader.GetString(column + 1), reader.GetBoolean(column + 2), null, null);

    private JobMessageState Message(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(27),
        Jobs = reader.GetInt32(28),
        Lane = reader.IsDBNull(29) ? null : LaneQueues.Of(_options).Lane(reader.GetInt16(29)),
        DueAt = Time(reader, 30),
        PublishedAt = Time(reader, 31),
        Republished = reader.GetInt16(32),
        ClaimedAt = Time(reader, 33),
        Lone = reader.GetBoolean(34),
        Priority = ((JobPriority)reader.GetInt16(35)).ToString().ToLowerInvariant(),
        Limited = reader.GetBoolean(36),
    };

    private async Task<List<JobAttempt>> AttemptsAsync(Guid job, CancellationToken cancellationToken)
    {
        await using var command = _database.Command(AttemptsSql, job, MostAttempts + 1);
        return await command.ListAsync(row => new JobAttempt(
            row.GetInt16(0), row.GetInt16(1), row.GetString(2), row.GetTime(3), row.GetDuration(4), Text(row, 5),
            row.IsDBNull(6) ? null : row.GetGuid(6)), cancellationToken);
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) => reader.GetTimeOrNull(column);
}
