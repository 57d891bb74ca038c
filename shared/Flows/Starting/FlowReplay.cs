using System.Diagnostics;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Pipeline.Blobs;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Flows;

/// <summary>Repairs an ended flow by a new one: copies of what did not succeed in it, and of its body and error callback.</summary>
internal sealed class FlowReplay(PipelineDatabase database, JobCatalog catalog, ClaimCheck claims, PipelineOptions options, TimeProvider time)
{
    private const int Page = 1_000;

    // The flow with those that it repairs, whose results its own replay reads: retention deletes none of them meanwhile. A second replay, and a replay of one of its
    // jobs, waits here and then sees what this one did.
    private const string LockSql = """
        with recursive line as (
            select id, replay_of from pipeline.flow where id = $1
            union all select o.id, o.replay_of from line l join pipeline.flow o on o.id = l.replay_of)
        select f.id from pipeline.flow f where f.id = any(array(select id from line)) order by f.id for update
        """;

    private const string StateSql = """
        select f.finished_at is not null, f.parent_id is not null, (select r.id from pipeline.flow r where r.replay_of = f.id limit 1),
               f.replay_of is not null and not exists (select from pipeline.flow o where o.id = f.replay_of)
        from pipeline.flow f where f.id = $1
        """;

    private const string FlowSql = "select name, kind = 'chain', fail_fast, max_parallel, time_limit from pipeline.flow where id = $1 for update";

    private const string RootSql = """
        insert into pipeline.flow (id, root_id, name, total, kind, fail_fast, max_parallel, time_limit, replay_of, replay_from, released)
        values ($1, $1, $2, $3, $4::pipeline.flow_kind, $5, $6, $7, $8, $9, $10)
        """;

    // A job that is queued runs in a replay of its own.
    private const string MembersSql = """
        (select flow_index, type, version, args, args_blob, tuples, expires_after, null::uuid, status = 'queued',
                interruptions > 0 or exists (select from pipeline.attempt a where a.job_id = j.id and a.generation = j.generation and a.kind = 'interrupted') from pipeline.job j
         where flow_id = $1 and flow_index > $2 and status <> 'succeeded' order by flow_index limit $3)
        union all
        (select place, null, null, null, null, null, null, id, false, false from pipeline.flow where parent_id = $1 and place > $2 and result <> 'succeeded' order by place limit $3)
        order by 1 limit $3
        """;

    // Each has a message of its own.
    private const string IsolateSql = "update pipeline.outbox o set lone = true from pipeline.job j where j.id = any($1) and o.id = j.message_id";

    private const string CallbacksSql = """
        select c.role, c.type, c.version, c.args, c.args_blob,
               (select j.status::text from pipeline.job j where j.flow_id = c.flow_id and j.flow_index = case c.role when 'body' then -1 else -2 end)
        from pipeline.flow_callback c where c.flow_id = $1
        """;

    /// <returns>What came of it; null where there is no such flow.</returns>
    public Task<ReplayedFlow?> StartAsync(Guid flow, CancellationToken cancellationToken) => Conflict.RetryAsync(() => TryStartAsync(flow, cancellationToken));

    private async Task<ReplayedFlow?> TryStartAsync(Guid flow, CancellationToken cancellationToken)
    {
        await using var connection = await database.Own.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var held = PipelineDatabase.With(new(LockSql, connection), [flow]))
            await held.ExecuteNonQueryAsync(cancellationToken);
        // Looked at once the locks are held: a statement that waited for them would still see what was before.
        if (await StateAsync(connection, flow, cancellationToken) is not { } state) return null;
        if (state.Outcome != FlowReplayOutcome.Replayed) return state;

        var copy = new Copy(connection, new(connection, claims));
        var row = await FindAsync(connection, flow, Guid.CreateVersion7(), parent: null, place: null, live: true, cancellationToken);
        row = await CopyAsync(copy, flow, row, cancellationToken);
        if (copy.Replaying is { } job) return state with { Outcome = FlowReplayOutcome.BeingReplayed, Other = job };
        if (copy.Jobs == 0) return state with { Outcome = FlowReplayOutcome.NothingToRepair };
        await copy.Buffer.FlushAsync(cancellationToken);
        if (copy.Killers.Count > 0)
            await using (var isolate = PipelineDatabase.With(new(IsolateSql, connection), [copy.Killers.ToArray()]))
                await isolate.ExecuteNonQueryAsync(cancellationToken);
        await using (var insert = PipelineDatabase.With(new(RootSql, connection), [
            row.Id, row.Name, row.Total, row.IsChain ? "chain" : "group", row.FailFast, row.MaxParallel, row.TimeLimit, flow, row.ReplayFrom, row.Released]))
            await insert.ExecuteNonQueryAsync(cancellationToken);
        await FlowWake.StartedAsync(connection, row.Id, row.Total, options.OrchestrateAfter, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return state with { Other = row.Id, Members = row.Total };
    }

    private static async Task<ReplayedFlow?> StateAsync(NpgsqlConnection connection, Guid flow, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(StateSql, connection), [flow]);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken)) return null;
        Guid? replay = row.IsDBNull(2) ? null : row.GetGuid(2);
        var outcome = row.GetBoolean(1) ? FlowReplayOutcome.Nested
            : !row.GetBoolean(0) ? FlowReplayOutcome.NotEnded
            : replay is not null ? FlowReplayOutcome.ReplayedBefore
            : row.GetBoolean(3) ? FlowReplayOutcome.PastRetention
            : FlowReplayOutcome.Replayed;
        return new(flow, outcome, replay, 0);
    }

    private static async Task<FlowRow> FindAsync(
        NpgsqlConnection connection, Guid old, Guid id, FlowRow? parent, int? place, bool live, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(FlowSql, connection), [old]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new()
        {
            Id = id,
            RootId = parent?.RootId ?? id,
            ParentId = parent?.Id,
            Place = place,
            Depth = (short)(parent is null ? 0 : parent.Depth + 1),
            Name = reader.GetString(0),
            IsChain = reader.GetBoolean(1),
            IsLive = live,
            FailFast = reader.GetBoolean(2),
            MaxParallel = reader.GetInt32(3),
            TimeLimit = reader.GetDuration(4),
            ReplayOf = old,
        };
    }

    // A group's members keep their places; a chain goes on from the first step that did not succeed.
    private async Task<FlowRow> CopyAsync(Copy copy, Guid old, FlowRow row, CancellationToken cancellationToken)
    {
        var (total, from, before) = (0, 0, copy.Jobs);
        for (var last = -1; ;)
        {
            var page = await MembersAsync(copy.Connection, old, last, cancellationToken);
            foreach (var member in page)
            {
                last = member.Place;
                if (member.Replaying && !row.IsChain) continue;
                // What comes after it in the chain waits for it.
                if (member.Replaying) copy.Replaying ??= old;
                if (total == 0 && row.IsChain) from = member.Place;
                var place = row.IsChain ? total : member.Place;
                var live = row.IsLive && total < (row.IsChain ? 1 : row.MaxParallel);
                if (member.Nested is { } nested)
                {
                    var inner = await FindAsync(copy.Connection, nested, Guid.CreateVersion7(), row, place, live, cancellationToken);
                    await copy.Buffer.AddAsync(await CopyAsync(copy, nested, inner, cancellationToken), cancellationToken);
                }
                else
                {
                    var job = await RowAsync(member.Job!, new FlowSlot(row.Id, place, row.IsChain ? place : null, !live, row.MaxParallel), cancellationToken);
                    await copy.Buffer.AddAsync(job, cancellationToken);
                    if (member.Job!.Kills) copy.Killers.Add(job.Id);
                    copy.Jobs++;
                }
                total++;
            }
            if (page.Count < Page) break;
        }
        await CopyCallbacksAsync(copy, old, row.Id, repairs: copy.Jobs > before, cancellationToken);
        return row with { Total = total, ReplayFrom = from };
    }

    // A body that has succeeded runs again over members that are repaired, and not over nothing.
    private async Task CopyCallbacksAsync(Copy copy, Guid old, Guid flow, bool repairs, CancellationToken cancellationToken)
    {
        foreach (var (role, status, job) in await CallbacksAsync(copy.Connection, old, cancellationToken))
        {
            if (role == FlowStage.Body && status == "succeeded" && !repairs) continue;
            if (role == FlowStage.Body && status == "queued") copy.Replaying ??= old;
            await copy.Buffer.AddAsync(new CallbackRow(flow, role, await RowAsync(job, slot: null, cancellationToken)), cancellationToken);
            if (role == FlowStage.Body) copy.Jobs++;
        }
    }

    private async Task<JobRow> RowAsync(OldJob job, FlowSlot? slot, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        // A blob lives as long as the job that it is named after.
        var content = job.ArgsBlob is null ? null : Encoding.UTF8.GetBytes((await claims.ReadAsync(new(null, job.ArgsBlob), cancellationToken))!);
        var definition = catalog.Find(job.Type, job.Version);
        return new()
        {
            Id = id,
            Type = job.Type,
            Version = job.Version,
            Args = job.Args,
            ArgsBlob = content is null ? null : ClaimName.Args(id, time.GetUtcNow()),
            Content = content,
            Tuples = job.Tuples,
            FlowId = slot?.FlowId,
            FlowIndex = slot?.Index,
            Step = slot?.Step,
            Held = slot?.Held ?? false,
            ExpiresAfter = job.ExpiresAfter,
            TraceParent = Activity.Current?.Id,
            Priority = definition?.Priority ?? JobPriority.Normal,
            Limited = definition?.RateLimit is not null,
            Batch = job.Kills ? 1 : Math.Min(definition?.LargestMessage ?? 1, slot?.MaxParallel ?? 1),
        };
    }

    private static async Task<List<(FlowStage Role, string? Status, OldJob Job)>> CallbacksAsync(NpgsqlConnection connection, Guid flow, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(CallbacksSql, connection), [flow]);
        return await command.ListAsync(row => (FlowNames.Stage(row.GetString(0)), row.IsDBNull(5) ? null : row.GetString(5),
            new OldJob(row.GetString(1), row.GetInt32(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4), null, null, false)), cancellationToken);
    }

    private static async Task<List<OldMember>> MembersAsync(NpgsqlConnection connection, Guid flow, int after, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(MembersSql, connection), [flow, after, Page]);
        return await command.ListAsync(row => row.IsDBNull(7)
            ? new OldMember(row.GetInt32(0), null, row.GetBoolean(8), new(
                row.GetString(1), row.GetInt32(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4),
                row.IsDBNull(5) ? null : row.GetInt32(5), row.IsDBNull(6) ? null : row.GetDuration(6), row.GetBoolean(9)))
            : new OldMember(row.GetInt32(0), row.GetGuid(7), false, null), cancellationToken);
    }

    /// <param name="Kills">It killed workers: its copy runs isolated from the start.</param>
    private sealed record OldJob(string Type, int Version, string Args, string? ArgsBlob, int? Tuples, TimeSpan? ExpiresAfter, bool Kills);

    private sealed record OldMember(int Place, Guid? Nested, bool Replaying, OldJob? Job);

    /// <summary>A copy under way.</summary>
    private sealed record Copy(NpgsqlConnection Connection, FlowBuffer Buffer)
    {
        /// <summary>Members and bodies that it will run.</summary>
        public int Jobs { get; set; }

        /// <summary>Members that killed workers when they ran last.</summary>
        public List<Guid> Killers { get; } = [];

        /// <summary>A flow whose repair would have to wait for a replay of one of its jobs.</summary>
        public Guid? Replaying { get; set; }
    }
}
