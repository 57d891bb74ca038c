using Pipeline.EndToEnd.Tests.Oracles;

namespace Pipeline.Dashboard.Tests.Work;

/// <summary>Rows whose every text is one that a careless page would run, mistake or be torn apart by.</summary>
internal sealed class HostileRows(Database database, string text) : IAsyncDisposable
{
    public Guid Job { get; } = Guid.CreateVersion7();

    public Guid Flow { get; } = Guid.CreateVersion7();

    public Guid Message { get; } = Guid.CreateVersion7();

    private Guid Worker { get; } = Guid.CreateVersion7();

    public async Task InsertAsync()
    {
        await database.ExecuteAsync(
            """
            with f as (insert into pipeline.flow (id, root_id, name, total, stage, result, closed_at, finished_at) values ($2, $2, $5, 1, 'done', 'failed', now(), now())),
                 p as (insert into pipeline.flow_progress (flow_id, lane, dead, last_at) values ($2, 0, 1, now())),
                 a as (insert into pipeline.attempt (job_id, generation, attempt, kind, started_at, elapsed, error, worker) values ($1, 0, 1, 'failed', now(), '1 s', $5, $4)),
                 d as (insert into pipeline.dead_letter (id, job_id, type, version, reason) values (gen_random_uuid(), $1, $5, 1, $5)),
                 m as (insert into pipeline.dead_letter (id, lane, reason, body, body_length) values ($3, 0, $5, convert_to($5, 'UTF8'), 10)),
                 w as (insert into pipeline.worker (id, host, heartbeat_at) values ($4, $5, now() - interval '1 minute'))
            insert into pipeline.job (id, type, version, args, status, attempt, flow_id, flow_index, trace_parent, started_at, finished_at, result, error)
            values ($1, $5, 1, to_json($5)::text, 'dead', 1, $2, 0, $5, now(), now(), to_json($5)::text, $5)
            """, Job, Flow, Message, Worker, text);
        await database.ExecuteAsync("insert into pipeline.recurring (name, version, schedule, time_zone, missed, next_at) values ($1, 1, '0 0 0 1 1 *', 'UTC', 'Skip', now() + interval '1 day')", text);
        await database.ExecuteAsync("insert into pipeline.sweep (name, last_at, elapsed, count, error, runs, total) values ($1, now(), '1 s', 1, $1, 1, 1)", text);
        await database.ExecuteAsync("insert into pipeline.audit (id, what, target, key, outcome) values ($1, 'replayFlow', $2, $2, 'done')", Job, text);
        await database.ExecuteAsync(
            """
            insert into pipeline.activity (seconds, bucket, type, succeeded, retried, dead, cancelled, expired, wait, run)
            values (10, date_bin('10 seconds', now(), 'epoch'), $1, 1, 0, 1, 0, 0, array_fill(1, array[48]), array_fill(1, array[48]))
            """, text);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var statement in (string[])
            [
                "delete from pipeline.dead_letter where reason = $1", "delete from pipeline.recurring where name = $1", "delete from pipeline.sweep where name = $1",
                "delete from pipeline.audit where target = $1", "delete from pipeline.activity where type = $1", "delete from pipeline.worker where host = $1",
                "delete from pipeline.attempt where error = $1", "delete from pipeline.job where type = $1", "delete from pipeline.flow where name = $1",
            ])
            await database.ExecuteAsync(statement, text);
    }
}
