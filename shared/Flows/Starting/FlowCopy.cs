using Npgsql;
using NpgsqlTypes;

namespace Pipeline.Flows;

/// <summary>Writes flows that lie in others, and what runs after them, by binary COPY.</summary>
internal static class FlowCopy
{
    private const string FlowsSql = """
        copy pipeline.flow (id, name, total, kind, root_id, parent_id, place, depth, stage, fail_fast, max_parallel, released, time_limit, replay_of, replay_from)
        from stdin (format binary)
        """;

    private const string CallbacksSql =
        "copy pipeline.flow_callback (flow_id, role, job_id, type, version, args, args_blob, priority, limited, trace_parent) from stdin (format binary)";

    public static async Task FlowsAsync(NpgsqlConnection connection, IEnumerable<FlowRow> flows, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(FlowsSql, cancellationToken);
        foreach (var flow in flows)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(flow.Id, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(flow.Name, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(flow.Total, NpgsqlDbType.Integer, cancellationToken);
            // The binary form of an enum is its label.
            await copy.WriteAsync(flow.IsChain ? "chain" : "group", NpgsqlDbType.Unknown, cancellationToken);
            await copy.WriteAsync(flow.RootId, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(flow.ParentId, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(flow.Place, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(flow.Depth, NpgsqlDbType.Smallint, cancellationToken);
            await copy.WriteAsync(flow.IsLive ? "members" : "waiting", NpgsqlDbType.Unknown, cancellationToken);
            await copy.WriteAsync(flow.FailFast, NpgsqlDbType.Boolean, cancellationToken);
            await copy.WriteAsync(flow.MaxParallel, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(flow.Released, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(flow.TimeLimit, NpgsqlDbType.Interval, cancellationToken);
            await copy.WriteAsync(flow.ReplayOf, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(flow.ReplayFrom, NpgsqlDbType.Integer, cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    public static async Task CallbacksAsync(NpgsqlConnection connection, IEnumerable<CallbackRow> callbacks, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(CallbacksSql, cancellationToken);
        foreach (var (flow, role, job) in callbacks)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(flow, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(FlowNames.Of(role), NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(job.Id, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(job.Type, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(job.Version, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(job.Args, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(job.ArgsBlob, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync((short)job.Priority, NpgsqlDbType.Smallint, cancellationToken);
            await copy.WriteAsync(job.Limited, NpgsqlDbType.Boolean, cancellationToken);
            await copy.WriteAsync(job.TraceParent, NpgsqlDbType.Text, cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }
}
