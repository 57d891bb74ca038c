using Npgsql;
using Pipeline.Database;

namespace Pipeline.Recovery;

/// <summary>The other part of a job's history: runs that were cut off because their worker vanished.</summary>
internal static class Interruptions
{
    // What a worker let go of at its shutdown was not cut off. Until when it lived nobody knows better than by its heartbeat.
    private const string Sql = """
        insert into pipeline.attempt (job_id, generation, attempt, kind, started_at, elapsed, worker)
        select j.id, j.generation, j.attempt + 1, 'interrupted', o.claimed_at,
               case when isfinite(w.heartbeat_at) and isfinite(o.claimed_at) then greatest(w.heartbeat_at - o.claimed_at, interval '0') else interval '0' end, o.owner
        from pipeline.outbox o cross join unnest(o.jobs) as m(id) join pipeline.job j on j.id = m.id and j.status = 'queued' and j.message_id = o.id
        left join pipeline.worker w on w.id = o.owner
        where o.id = any($1) and w.released_at is null and o.claimed_at is not null
        """;

    /// <summary>Writes them down for the open jobs of messages that are about to be given to others, in the transaction that does so.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, Guid[] messages, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(Sql, connection), [messages]);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
