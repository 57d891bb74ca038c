namespace Pipeline.Chaos.Oracle;

/// <summary>What must hold once everything has ended. In SQL alone, over what the apps have left and what the ledger says was accepted.</summary>
internal static class Checks
{
    private const string Killed = "The job killed its worker%";

    public static IReadOnlyList<Check> All { get; } =
    [
        new("I1", "every accepted job is there", """
            select a.id || ' ' || a.kind || ' is gone' from chaos.accepted a left join pipeline.job j on j.id = a.id
            where a.run = $1 and a.kind not in ('chord', 'flow') and a.expected <> 'absent' and j.id is null
            """),
        new("I1", "every accepted job has come to its right end", """
            select a.id || ' ' || a.kind || ' is ' || j.status || ', not ' || a.expected || coalesce(': ' || split_part(j.error, e'\n', 1), '')
            from chaos.accepted a join pipeline.job j on j.id = a.id
            where a.run = $1 and a.kind not in ('chord', 'flow') and a.expected <> 'absent'
              and (j.status = 'queued' or j.finished_at is null or (a.expected <> 'ended' and j.status::text <> a.expected))
            """),
        new("I1", "what was not committed, or is past its retention, is not there", """
            select a.id || ' ' || a.kind || ' is there' from chaos.accepted a
            where a.run = $1 and a.expected = 'absent' and (exists (select from pipeline.job where id = a.id) or exists (select from pipeline.flow where id = a.id))
            """),
        new("I2", "no job has its effects twice in a generation", """
            select a.id || ' ' || a.kind || ' has ' || count(*) || ' effects in generation ' || e.generation
            from chaos.accepted a join chaos.effect e on e.job_id = a.id where a.run = $1 group by a.id, a.kind, e.generation having count(*) > 1
            """),
        new("I2", "a job has its effects exactly when it succeeded", """
            select a.id || ' ' || a.kind || ' is ' || j.status || ' and has ' || case when j.status = 'succeeded' then 'no effect' else 'an effect' end
            from chaos.accepted a join pipeline.job j on j.id = a.id
            where a.run = $1 and (j.status = 'succeeded') <> exists (select from chaos.effect e where e.job_id = a.id)
            """),
        new("I2", "a key that is kept has one job", """
            select j.dedupe_key || ' has ' || count(*) || ' jobs' from chaos.accepted a join pipeline.job j on j.id = a.id
            where a.run = $1 and j.dedupe_key like 'kept-%' group by j.dedupe_key having count(*) > 1
            """),
        new("I2", "the key of a job that has ended is free", """
            select d.key || ' is kept by ' || j.id || ', which is ' || j.status from chaos.accepted a
            join pipeline.dedupe d on d.job_id = a.id join pipeline.job j on j.id = a.id
            where a.run = $1 and not d.keep and j.status <> 'queued'
            """),
        new("I2", "a schedule has no more jobs than occurrences", """
            select count(*) || ' jobs from ' || min(j.created_at) || ' to ' || max(j.created_at)
            from pipeline.job j where j.type = 'chaos.pulse' and $1 is not null
            having count(*) > extract(epoch from max(j.created_at) - min(j.created_at)) / 5 + 2
            """),
        new("I3", "every flow has closed, as it should", """
            select a.id || ' is at ' || f.stage || ', ' || coalesce(f.result::text, 'open') || ', not ' || a.expected
            from chaos.accepted a left join pipeline.flow f on f.id = a.id
            where a.run = $1 and a.kind in ('chord', 'flow') and a.expected <> 'absent' and (
                f.id is null or f.stage <> 'done' or f.finished_at is null or f.result is null
                or (a.expected <> 'ended' and f.result::text <> a.expected))
            """),
        new("I3", "every replay of a flow has closed", """
            select r.id || ' is at ' || r.stage from pipeline.flow r join chaos.accepted a on a.id = r.replay_of
            where a.run = $1 and r.finished_at is null
            """),
        new("I3", "of a chord's callbacks only the right one ran", """
            select f.id || ' has a job that it should not have: ' || j.type from chaos.accepted f join pipeline.job j on j.flow_id = f.id
            where f.run = $1 and f.kind = 'chord' and not exists (select from chaos.accepted a where a.run = $1 and a.id = j.id)
            """),
        new("I3", "a chord's body has counted its members once, and right", """
            select f.id || ' was counted ' || count(t.flow_id) || ' times, as ' || coalesce(max(t.succeeded), 0) || ' and ' || coalesce(max(t.failed), 0) || ' of ' || m.succeeded || ' and ' || m.failed
            from chaos.accepted f
            join lateral (
                select count(*) filter (where j.status = 'succeeded') as succeeded, count(*) filter (where j.status <> 'succeeded') as failed
                from pipeline.job j where j.flow_id = f.id and j.flow_index >= 0) m on true
            left join chaos.tally t on t.flow_id = f.id
            where f.run = $1 and f.kind = 'chord' and f.expected = 'succeeded'
            group by f.id, m.succeeded, m.failed having count(t.flow_id) <> 1 or max(t.succeeded) <> m.succeeded or max(t.failed) <> m.failed
            """),
        new("I6", "jobs that kill their process die of it, and no others do", $"""
            select a.id || ' ' || a.kind || ' is dead of: ' || split_part(j.error, e'\n', 1) from chaos.accepted a join pipeline.job j on j.id = a.id
            where a.run = $1 and j.status = 'dead' and (a.kind = 'crash') <> (j.error like '{Killed}')
            """),
        new("dead letters", "every dead job has a dead letter, and no other job has", """
            select a.id || ' ' || a.kind || ' is ' || j.status || ' and has ' || (select count(*) from pipeline.dead_letter d where d.job_id = a.id) || ' dead letters'
            from chaos.accepted a join pipeline.job j on j.id = a.id
            where a.run = $1 and (select count(*) from pipeline.dead_letter d where d.job_id = a.id) <> case when j.status = 'dead' then 1 else 0 end
            """),
        new("outbox", "nothing of the run is left in the outbox", """
            select 'message ' || o.id from pipeline.outbox o
            where exists (select from chaos.accepted a where a.run = $1 and (a.id = any(o.jobs) or a.id = o.flow_id or a.id = o.wake))
            """),
    ];
}
