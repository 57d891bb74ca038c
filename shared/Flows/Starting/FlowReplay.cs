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

    // One that went on without some of its members has succeeded, and can be repaired all the same.
    private const string FlowSql = """
        select name, kind = 'chain', fail_fast, max_parallel, time_limit from pipeline.flow
        where id = $1 and finished_at is not null and (parent_id is null or $2)
          and (result <> 'succeeded' or exists (select from pipeline.flow_progress p where p.flow_id = id and p.dead + p.cancelled + p.expired > 0)) for update
        """;

    private const string RootSql = """
        insert into pipeline.flow (id, root_id, name, total, kind, fail_fast, max_parallel, time_limit, replay_of, replay_from, released)
        values ($1, $1, $2, $3, $4::pipeline.flow_kind, $5, $6, $7, $8, $9, $10)
        """;

    private const string MembersSql = """
        (select flow_index, type, version, args, args_blob, tuples, expires_after, null::uuid from pipeline.job
         where flow_id = $1 and flow_index > $2 and status <> 'succeeded' order by flow_index limit $3)
        union all
        (select place, null, null, null, null, null, null, id from pipeline.flow where parent_id = $1 and place > $2 and result <> 'succeeded' order by place limit $3)
        order by 1 limit $3
        """;

    private const string CallbacksSql = "select role, type, version, args, args_blob from pipeline.flow_callback where flow_id = $1";

    /// <returns>The new flow; null where there is none to repair.</returns>
    public async Task<FlowStarted?> StartAsync(Guid flow, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var id = Guid.CreateVersion7();
        if (await FindAsync(connection, flow, id, parent: null, place: null, live: true, cancellationToken) is not { } row) return null;
        var buffer = new FlowBuffer(connection, claims);
        row = await CopyAsync(connection, buffer, flow, row, cancellationToken);
        await buffer.FlushAsync(cancellationToken);
        await using (var insert = PipelineDatabase.With(new(RootSql, connection), [
            id, row.Name, row.Total, row.IsChain ? "chain" : "group", row.FailFast, row.MaxParallel, row.TimeLimit, flow, row.ReplayFrom, row.Released]))
            await insert.ExecuteNonQueryAsync(cancellationToken);
        await FlowWake.StartedAsync(connection, id, row.Total, options.OrchestrateAfter, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(id, true, row.Total);
    }

    private static async Task<FlowRow?> FindAsync(
        NpgsqlConnection connection, Guid old, Guid id, FlowRow? parent, int? place, bool live, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(FlowSql, connection), [old, parent is not null]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken)) return null;
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
            TimeLimit = reader.GetTimeSpan(4),
            ReplayOf = old,
        };
    }

    // A group's members keep their places; a chain goes on from the first step that did not succeed.
    private async Task<FlowRow> CopyAsync(NpgsqlConnection connection, FlowBuffer buffer, Guid old, FlowRow row, CancellationToken cancellationToken)
    {
        foreach (var (role, job) in await CallbacksAsync(connection, old, cancellationToken))
            await buffer.AddAsync(new CallbackRow(row.Id, role, await RowAsync(job, slot: null, cancellationToken)), cancellationToken);
        var total = 0;
        var from = 0;
        for (var last = -1; ;)
        {
            var page = await MembersAsync(connection, old, last, cancellationToken);
            foreach (var member in page)
            {
                if (total == 0 && row.IsChain) from = member.Place;
                var place = row.IsChain ? total : member.Place;
                var live = row.IsLive && total < (row.IsChain ? 1 : row.MaxParallel);
                if (member.Nested is { } nested)
                {
                    var inner = (await FindAsync(connection, nested, Guid.CreateVersion7(), row, place, live, cancellationToken))!;
                    await buffer.AddAsync(await CopyAsync(connection, buffer, nested, inner, cancellationToken), cancellationToken);
                }
                else
                    await buffer.AddAsync(
                        await RowAsync(member.Job!, new FlowSlot(row.Id, place, row.IsChain ? place : null, !live, row.MaxParallel), cancellationToken), cancellationToken);
                total++;
                last = member.Place;
            }
            if (page.Count < Page) return row with { Total = total, ReplayFrom = from };
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
            Batch = Math.Min(definition?.LargestMessage ?? 1, slot?.MaxParallel ?? 1),
        };
    }

    private static async Task<List<(FlowStage Role, OldJob Job)>> CallbacksAsync(NpgsqlConnection connection, Guid flow, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(CallbacksSql, connection), [flow]);
        return await command.ListAsync(row => (FlowNames.Stage(row.GetString(0)),
            new OldJob(row.GetString(1), row.GetInt32(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4), null, null)), cancellationToken);
    }

    private static async Task<List<OldMember>> MembersAsync(NpgsqlConnection connection, Guid flow, int after, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(MembersSql, connection), [flow, after, Page]);
        return await command.ListAsync(row => row.IsDBNull(7)
            ? new OldMember(row.GetInt32(0), null, new(
                row.GetString(1), row.GetInt32(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4),
                row.IsDBNull(5) ? null : row.GetInt32(5), row.IsDBNull(6) ? null : row.GetTimeSpan(6)))
            : new OldMember(row.GetInt32(0), row.GetGuid(7), null), cancellationToken);
    }

    private sealed record OldJob(string Type, int Version, string Args, string? ArgsBlob, int? Tuples, TimeSpan? ExpiresAfter);

    private sealed record OldMember(int Place, Guid? Nested, OldJob? Job);
}
