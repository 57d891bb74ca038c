using Npgsql;
using Pipeline.Database;
using Pipeline.Flows;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>Claiming a message and letting go of it: a lease is a token in its outbox row.</summary>
internal sealed class LeaseTable(PipelineDatabase database)
{
    // A copy may arrive before the relay has marked the row, hence the coalesce; one of a row that has yet to wait for its turn is none to believe. By its own token
    // a claim whose answer was lost is made again.
    private const string ClaimSql = """
        update pipeline.outbox
        set token = $2, owner = $3, alone = $4, claimed_at = now(), published_at = coalesce(published_at, now())
        where id = $1 and (token is null or token = $2) and (published_at is not null or taken_by is not null or due_at <= now())
          and (not lone or $5)
        returning published_at, lone, priority, limited,
                  case when isfinite(due_at) and due_at < now() then now() - due_at else interval '0' end, expires_at is not null
        """;

    // By primary key alone; what has an outcome, or was moved to another message, is passed over. A message's jobs are of one flow, which is read once.
    // Those that started once, and came back, are in a message that does not expire.
    private const string JobsSql = """
        with message as materialized (select jobs, flow_id, expires_at from pipeline.outbox where id = $1 and token = $2),
        flow as materialized (select kind, total, stopping from pipeline.flow where id = (select flow_id from message))
        select j.id, j.type, j.version, j.args, j.generation, j.attempt, j.parked, j.flow_id, j.flow_index, j.trace_parent, j.created_at,
               coalesce((select least(expires_at, j.created_at + j.expires_after) <= now() from message where expires_at is not null), false), j.args_blob, j.tuples, (select stopping::text from flow),
               case when (select kind from flow) is distinct from 'chain' or j.flow_index < 0 or j.flow_index + 1 >= (select total from flow) then 0
                    when exists (select from pipeline.flow c where c.parent_id = j.flow_id and c.place = j.flow_index + 1) then 2
                    else 1 end
        from pipeline.job j
        where j.id = any(array(select unnest(jobs) from message)) and j.status = 'queued' and j.message_id = $1
        order by j.id
        """;

    // What has started expires no more.
    private const string ReleaseSql = """
        update pipeline.outbox
        set token = null, owner = null, published_at = null, taken_by = null, taken_until = null, due_at = now() + $3, scheduled_at = now(),
            expires_at = case when $4 then expires_at end
        where id = $1 and token = $2
        """;

    // Not what waits for its turn: whoever writes a message must not move it.
    private const string PutBackSql = """
        update pipeline.outbox set published_at = null, due_at = now() + $2, scheduled_at = now() where id = $1 and token is null and published_at is not null
        """;

    private const string FreeSql = "select lone from pipeline.outbox where id = $1 and token is null";

    // A server that took over may lack outcomes of the message's first jobs, which have to run again: with the row they would be lost.
    private const string DeleteSql = """
        delete from pipeline.outbox o where o.id = $1 and o.token = $2
        and not exists (select from pipeline.job j where j.id = any(o.jobs) and j.message_id = o.id and j.status = 'queued')
        """;

    /// <summary>Leases a message to <paramref name="owner"/>; null when it is taken or gone: then it can be forgotten.</summary>
    /// <param name="token">The caller's, new with every delivery; the same again when the answer was lost.</param>
    /// <param name="alone">Nothing else runs in the owner's process.</param>
    public Task<Lease?> ClaimAsync(Guid message, Guid token, Guid owner, int lane, bool alone, CancellationToken cancellationToken) =>
        ClaimAsync(message, token, owner, lane, isolated: true, alone, cancellationToken);

    /// <inheritdoc cref="ClaimAsync(Guid, Guid, Guid, int, bool, CancellationToken)"/>
    /// <param name="isolated">Also one whose job must run isolated.</param>
    public async Task<Lease?> ClaimAsync(Guid message, Guid token, Guid owner, int lane, bool isolated, bool alone, CancellationToken cancellationToken)
    {
        await using var connection = await database.Marks.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command(ClaimSql, message, token, owner, alone, isolated));
        batch.BatchCommands.Add(Command(JobsSql, message, token));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return null;
        var lease = new Lease(message, token, lane, reader.GetTime(0), reader.GetBoolean(1), reader.GetInt16(2), reader.GetBoolean(3), [])
        {
            Waited = reader.GetDuration(4),
            MayExpire = reader.GetBoolean(5),
        };
        await reader.NextResultAsync(cancellationToken);
        return lease with { Jobs = await ReadJobsAsync(reader, cancellationToken) };
    }

    /// <summary>The same lease with the jobs that are still open; null when it is another worker's by now.</summary>
    public async Task<Lease?> RefreshAsync(Lease lease, CancellationToken cancellationToken)
    {
        await using var connection = await database.Own.OpenConnectionAsync(cancellationToken);
        await using var held = With(new NpgsqlCommand("select 1 from pipeline.outbox where id = $1 and token = $2", connection), lease.MessageId, lease.Token);
        if (await held.ExecuteScalarAsync(cancellationToken) is null) return null;
        var open = await OpenJobsAsync(connection, lease.MessageId, lease.Token, cancellationToken);
        // Whether a job was in time was decided when it was claimed: it may have started since.
        var expired = lease.Jobs.Where(j => j.Expired).Select(j => j.Id).ToHashSet();
        return lease with { Jobs = open.ConvertAll(j => j with { Expired = expired.Contains(j.Id) }) };
    }

    /// <summary>Whether the job of a message that nobody has claimed must run isolated; null where it is taken or gone.</summary>
    public async Task<bool?> FreeAsync(Guid message, CancellationToken cancellationToken)
    {
        await using var command = database.Command(FreeSql, message);
        return await command.ExecuteScalarAsync(cancellationToken) as bool?;
    }

    /// <summary>The jobs without an outcome of a leased message.</summary>
    public static async Task<List<ClaimedJob>> OpenJobsAsync(NpgsqlConnection connection, Guid message, Guid token, CancellationToken cancellationToken)
    {
        await using var command = With(new NpgsqlCommand(JobsSql, connection), message, token);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadJobsAsync(reader, cancellationToken);
    }

    /// <summary>Sends what has no outcome yet back to the outbox, to be published again after <paramref name="delay"/>.</summary>
    public Task ReleaseAsync(Guid message, Guid token, TimeSpan delay, CancellationToken cancellationToken) =>
        ReleaseAsync(message, token, delay, mayExpire: false, cancellationToken);

    /// <inheritdoc cref="ReleaseAsync(Guid, Guid, TimeSpan, CancellationToken)"/>
    /// <param name="mayExpire">None of its jobs has started.</param>
    public async Task ReleaseAsync(Guid message, Guid token, TimeSpan delay, bool mayExpire, CancellationToken cancellationToken)
    {
        await using var command = database.Command(ReleaseSql, message, token, delay, mayExpire);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Has a message that nobody has claimed published again after <paramref name="delay"/>.</summary>
    public async Task PutBackAsync(Guid message, TimeSpan delay, CancellationToken cancellationToken)
    {
        await using var command = database.Command(PutBackSql, message, delay);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Ends a lease whose jobs all have an outcome; one with a job that has none stays, and goes back with the next heartbeat.</summary>
    public async Task EndAsync(Lease lease, CancellationToken cancellationToken)
    {
        await using var command = database.Command(DeleteSql, lease.MessageId, lease.Token);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal static NpgsqlBatchCommand End(Lease lease) => Command(DeleteSql, lease.MessageId, lease.Token);

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }

    private static NpgsqlCommand With(NpgsqlCommand command, params ReadOnlySpan<object> values) => PipelineDatabase.With(command, values);

    private static async Task<List<ClaimedJob>> ReadJobsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var jobs = new List<ClaimedJob>();
        while (await reader.ReadAsync(cancellationToken))
            jobs.Add(ReadJob(reader));
        return jobs;
    }

    private static ClaimedJob ReadJob(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        Type = reader.GetString(1),
        Version = reader.GetInt32(2),
        Args = reader.GetString(3),
        Generation = reader.GetInt16(4),
        Attempt = reader.GetInt16(5),
        Parked = reader.GetInt16(6),
        Flow = reader.IsDBNull(7) ? null : ReadFlow(reader),
        TraceParent = reader.IsDBNull(9) ? null : reader.GetString(9),
        CreatedAt = reader.GetTime(10),
        Expired = reader.GetBoolean(11),
        ArgsBlob = reader.IsDBNull(12) ? null : reader.GetString(12),
        Tuples = reader.IsDBNull(13) ? null : reader.GetInt32(13),
    };

    // A replay belongs to its flow without being waited for.
    private static ClaimedFlow ReadFlow(NpgsqlDataReader reader) => new(
        reader.GetGuid(7), reader.GetInt32(8), Counts: reader.GetInt16(4) == 0, reader.IsDBNull(14) ? null : FlowNames.Stop(reader.GetString(14)), (ChainNext)reader.GetInt32(15));
}
