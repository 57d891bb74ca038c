using Npgsql;
using Pipeline.Jobs;

namespace Pipeline.Flows;

/// <summary>What the outcomes of members do to their flows, in the transaction that writes them: they are counted, one that failed stops a flow that fails fast, and one that succeeded lets the next step of its chain go.</summary>
internal static class FlowOutcomes
{
    private const string ProgressSql = """
        insert into pipeline.flow_progress as p (flow_id, lane, succeeded, dead, expired, cancelled, last_at)
        select f.flow_id, $1, f.succeeded, f.dead, f.expired, f.cancelled, clock_timestamp()
        from unnest($2, $3, $4, $5, $6) as f(flow_id, succeeded, dead, expired, cancelled)
        on conflict (flow_id, lane) do update
        set succeeded = p.succeeded + excluded.succeeded, dead = p.dead + excluded.dead, expired = p.expired + excluded.expired,
            cancelled = p.cancelled + excluded.cancelled, last_at = excluded.last_at
        """;

    internal const string NextSql = """
        update pipeline.outbox o set due_at = now(), scheduled_at = now() from unnest($1, $2) as n(flow_id, step)
        where o.flow_id = any($1) and o.flow_id = n.flow_id and o.step = n.step and o.due_at = 'infinity'
        """;

    /// <summary>The statements that go with the outcomes; flows last, as locks are taken.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Commands(int lane, IReadOnlyList<JobOutcome> outcomes)
    {
        var members = outcomes.Where(o => o.IsFinal && o.Job.Flow is { Counts: true, Index: >= 0 }).ToList();
        if (members.Count == 0) yield break;
        yield return Progress(lane, members);
        var next = members.Where(o => o.Kind == JobOutcomeKind.Succeeded && o.Job.Flow!.Next == ChainNext.Job).ToList();
        if (next.Count > 0)
            yield return new(NextSql) { Parameters = { Array(next, o => o.Job.Flow!.Id), Array(next, o => o.Job.Flow!.Index + 1) } };
        var failed = members.Where(o => o.Kind is JobOutcomeKind.Dead or JobOutcomeKind.Expired).Select(o => o.Job.Flow!.Id).Distinct().Order().ToList();
        if (failed.Count > 0)
            yield return new(FlowWake.FailSql) { Parameters = { Array(failed, f => f) } };
    }

    /// <summary>Whether flows come next that are steps of a chain.</summary>
    public static bool BeginsNext(IReadOnlyList<JobOutcome> outcomes) => outcomes.Any(IsBeforeFlow);

    /// <summary>Starts flows that are the next step of a chain.</summary>
    public static async Task BeginNextAsync(NpgsqlConnection connection, IReadOnlyList<JobOutcome> outcomes, CancellationToken cancellationToken)
    {
        foreach (var outcome in outcomes.Where(IsBeforeFlow))
            await FlowSteps.NextAsync(connection, outcome.Job.Flow!.Id, outcome.Job.Flow.Index, cancellationToken);
    }

    private static bool IsBeforeFlow(JobOutcome outcome) => outcome is { Kind: JobOutcomeKind.Succeeded, Job.Flow: { Counts: true, Next: ChainNext.Flow } };

    private static NpgsqlBatchCommand Progress(int lane, List<JobOutcome> members)
    {
        var flows = members.GroupBy(o => o.Job.Flow!.Id).OrderBy(f => f.Key).ToList();
        return new(ProgressSql)
        {
            Parameters =
            {
                new() { Value = (short)lane },
                Array(flows, f => f.Key),
                Array(flows, f => f.Count(o => o.Kind == JobOutcomeKind.Succeeded)),
                Array(flows, f => f.Count(o => o.Kind == JobOutcomeKind.Dead)),
                Array(flows, f => f.Count(o => o.Kind == JobOutcomeKind.Expired)),
                Array(flows, f => f.Count(o => o.Kind == JobOutcomeKind.Cancelled)),
            },
        };
    }

    private static NpgsqlParameter Array<TRow, TValue>(IReadOnlyList<TRow> rows, Func<TRow, TValue> value) =>
        new NpgsqlParameter<TValue[]> { TypedValue = rows.Select(value).ToArray() };
}
