using Npgsql;
using Pipeline.Database;

namespace Pipeline.Flows;

/// <summary>Shows what the jobs of a flow do and which failed, by looks whose cost is bounded.</summary>
public sealed class FlowTreeJobs(PipelineDatabase database)
{
    private const int MostFailed = 20;

    // The first 10,000 messages and nested flows: those that were let go come first, and what is not seen is held back.
    private const string OpenSql = """
        select coalesce(sum(cardinality(jobs)) filter (where token is not null), 0)::int,
               coalesce(sum(cardinality(jobs)) filter (where token is null and due_at <= now()), 0)::int,
               coalesce(sum(cardinality(jobs)) filter (where token is null and due_at > now() and due_at < 'infinity'), 0)::int,
               (select count(*)::int from (select stage from pipeline.flow where parent_id = $1 and finished_at is null order by place limit 10000) n where n.stage <> 'waiting')
        from (select jobs, token, due_at from pipeline.outbox where flow_id = $1 order by id limit 10000) m
        """;

    // Callbacks first. Members are looked for among the first 100,000: it is a scan, as no index of jobs has what changes.
    private const string FailedSql = """
        select id, flow_index, type, version, status::text, generation, error from (
            (select * from pipeline.job where flow_id = $1 and flow_index < 0 and status in ('dead', 'expired') order by flow_index desc)
            union all
            (select * from pipeline.job where flow_id = $1 and flow_index between 0 and 99999 and status in ('dead', 'expired') order by flow_index limit $2)) failed
        order by flow_index >= 0, flow_index
        """;

    private const string CallbacksSql = """
        select c.role, c.job_id, c.type, coalesce(j.status::text, case when f.finished_at is null then 'waiting' else 'skipped' end), j.started_at, j.finished_at
        from pipeline.flow_callback c join pipeline.flow f on f.id = c.flow_id left join pipeline.job j on j.id = c.job_id
        where c.flow_id = $1 order by c.role
        """;

    /// <summary>What the flow's members without an outcome do.</summary>
    /// <param name="flow">Its progress, as it was just read.</param>
    /// <param name="cancellationToken">Before the statement is sent.</param>
    public async Task<FlowTreeMembers> OpenAsync(FlowProgress flow, CancellationToken cancellationToken)
    {
        if (flow.Open == 0) return new(0, 0, 0, 0);
        await using var command = database.Command(OpenSql, flow.Id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        // Between two looks members may have moved on.
        var left = flow.Open;
        int Of(int seen)
        {
            var counted = Math.Min(seen, left);
            left -= counted;
            return counted;
        }
        var (running, queued, waiting) = (Of(reader.GetInt32(0) + reader.GetInt32(3)), Of(reader.GetInt32(1)), Of(reader.GetInt32(2)));
        return new(running, queued, waiting, left);
    }

    /// <summary>The first 20 members that are dead or expired, after the callbacks that are.</summary>
    public async Task<IReadOnlyList<FlowTreeFailure>> FailedAsync(FlowProgress flow, CancellationToken cancellationToken)
    {
        if (flow.Dead + flow.Expired == 0 && flow.Result is null or FlowResult.Succeeded && flow.Stage != FlowStage.OnError) return [];
        await using var command = database.Command(FailedSql, flow.Id, MostFailed);
        return await command.ListAsync(row => new FlowTreeFailure(
            row.GetGuid(0), row.GetInt32(1), row.GetString(2), row.GetInt32(3), row.GetString(4), row.GetInt16(5), row.IsDBNull(6) ? null : row.GetString(6)), cancellationToken);
    }

    /// <summary>The flow's body and its error callback, as far as it has them.</summary>
    public async Task<IReadOnlyList<FlowTreeCallback>> CallbacksAsync(Guid flow, CancellationToken cancellationToken)
    {
        await using var command = database.Command(CallbacksSql, flow);
        return await command.ListAsync(row => new FlowTreeCallback(
            FlowNames.Stage(row.GetString(0)), row.GetGuid(1), row.GetString(2), row.GetString(3),
            row.GetTimeOrNull(4), row.GetTimeOrNull(5)), cancellationToken);
    }
}
