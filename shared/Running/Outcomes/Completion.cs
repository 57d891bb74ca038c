using Npgsql;
using NpgsqlTypes;
using Pipeline.Database;
using Pipeline.DeadLetters;
using Pipeline.Flows;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>
/// The only writer of outcomes (I1, I2): one batch in the transaction that holds the effects, fenced by the message's token,
/// by each job still being at the attempt that ran, and by its flow, if it has one, not having been cancelled.
/// </summary>
internal static class Completion
{
    // Plans are kept: one made while a table was small must not read all of it once it is large, and a plan of its own for each message costs more than running it.
    // Before the fence, whose plan is kept as well.
    private const string PlansSql = "select set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)";

    // Whoever comes second sees another token, or none.
    private static string FenceSql(string held, string ended = "") => $"""
        with {ended} held as ({held})
        select pipeline.fence(exists (select from held) and not exists (
                   select from pipeline.flow f where f.id = $3 and (f.stopping = 'cancelled' or (f.stopping = 'expired' and $4))))
        """;

    private static readonly string HoldSql = FenceSql("select from pipeline.outbox where id = $1 and token = $2 for share");

    // A server that took over may lack outcomes of the message's first jobs: then the row stays, for them to run again.
    private static readonly string EndSql = FenceSql("""
        select from ended union all select from (select from pipeline.outbox where id = $1 and token = $2 and not exists (select from ended) for share) kept
        """, """
        ended as (
            delete from pipeline.outbox o where o.id = $1 and o.token = $2 and (cardinality(o.jobs) = cardinality($5)
                or not exists (select from pipeline.job j where j.id = any(o.jobs) and j.id <> all($5) and j.message_id = o.id and j.status = 'queued'))
            returning o.id),
        """);

    // What nearly all messages come to. Without a join, whose plan for an empty table would read all of it.
    internal const string SuccessSql = """
        with written as (
            update pipeline.job j set status = 'succeeded', started_at = clock_timestamp() - ($3)[array_position($2, j.id)], finished_at = clock_timestamp()
            where j.id = any($2) and j.status = 'queued' and j.message_id = $1
            returning j.id)
        select pipeline.fence((select count(*) from written) = cardinality($2))
        """;

    // Ids are named twice: see above.
    internal const string OutcomeSql = """
        with written as (
            update pipeline.job j
            set status = o.status::pipeline.job_status, attempt = o.attempt, parked = o.parked, message_id = o.message_id,
                result = o.result, result_blob = o.result_blob, error = coalesce(o.error, j.error),
                started_at = clock_timestamp() - o.elapsed, finished_at = case when o.status <> 'queued' then clock_timestamp() end
            from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11) as o(id, was_attempt, status, attempt, parked, message_id, result, result_blob, error, elapsed)
            where j.id = any($2) and j.id = o.id and j.status = 'queued' and j.message_id = $1 and j.attempt = o.was_attempt
            returning j.id)
        select pipeline.fence((select count(*) from written) = cardinality($2))
        """;

    // Where the count stops; the delay has long stopped growing.
    private const int MostParked = 10_000;

    // One that was parked has not started, and expires as before.
    private const string ComeBackSql = """
        insert into pipeline.outbox (id, type, version, jobs, priority, limited, due_at, trace_parent, flow_id, expires_at)
        select m.id, m.type, m.version, array[m.job], $1, $2, now() + m.delay, m.trace_parent, m.flow_id,
               case when m.may_expire then (select j.created_at + j.expires_after from pipeline.job j where j.id = m.job) end
        from unnest($3, $4, $5, $6, $7, $8, $9, $10) as m(id, type, version, job, delay, trace_parent, flow_id, may_expire)
        """;

    // The keys of jobs that have ended are free again.
    private const string KeysSql = "delete from pipeline.dedupe where job_id = any($1) and not keep";

    // A job that was replayed and died again has its one row renewed.
    private const string DeadSql = """
        insert into pipeline.dead_letter (id, job_id, type, version, reason) select * from unnest($1, $2, $3, $4, $5)
        on conflict (job_id) do update set id = excluded.id, reason = excluded.reason, received_at = excluded.received_at
        """;

    /// <summary>Writes outcomes in the open transaction; with <paramref name="ends"/>, they are the message's last.</summary>
    /// <exception cref="JobFencedException">The message is another worker's, or a job is not at the attempt that ran: nothing here may be committed.</exception>
    public static Task WriteAsync(NpgsqlConnection connection, Lease lease, IReadOnlyList<JobOutcome> outcomes, bool ends, CancellationToken cancellationToken) =>
        WriteAsync(connection, lease, outcomes, ends, null, cancellationToken);

    /// <summary>As <see cref="WriteAsync(NpgsqlConnection, Lease, IReadOnlyList{JobOutcome}, bool, CancellationToken)"/> after the jobs' own last statements, if there are any,
    /// and commits: in the same round trip, wherever it can.</summary>
    /// <exception cref="JobFencedException">The message is another worker's, or a job is not at the attempt that ran: nothing is committed.</exception>
    /// <exception cref="TimeoutException">The jobs' own statements did not end within their limit: nothing is committed.</exception>
    public static async Task CommitAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Lease lease, IReadOnlyList<JobOutcome> outcomes, bool ends, JobStatements? own = null)
    {
        if (FlowOutcomes.BeginsNext(outcomes))
        {
            await WriteAsync(connection, lease, outcomes, ends, own, CancellationToken.None);
            await transaction.CommitAsync();
        }
        else await RunAsync(connection, [.. Commands(lease, outcomes, ends, own), new("commit")], own, CancellationToken.None);
    }

    private static async Task WriteAsync(
        NpgsqlConnection connection, Lease lease, IReadOnlyList<JobOutcome> outcomes, bool ends, JobStatements? own, CancellationToken cancellationToken)
    {
        await RunAsync(connection, Commands(lease, outcomes, ends, own), own, cancellationToken);
        await FlowOutcomes.BeginNextAsync(connection, outcomes, cancellationToken);
    }

    private static async Task RunAsync(NpgsqlConnection connection, IEnumerable<NpgsqlBatchCommand> commands, JobStatements? own, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        if (own is { Commands.Count: > 0 }) batch.Timeout = (int)Math.Ceiling(own.Limit.TotalSeconds);
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException e) when (DatabaseFault.IsFenced(e))
        {
            throw new JobFencedException();
        }
        // To the driver it looks as if the database were away, where it would be tried again for ever.
        catch (NpgsqlException e) when (own is { Commands.Count: > 0 } && e.InnerException is TimeoutException)
        {
            throw new TimeoutException($"The statements that go with the outcome did not end within the job's time limit of {own.Limit}.");
        }
    }

    // Flows last, as locks are taken. A failed attempt's history needs the message's row, which otherwise goes with the fence.
    private static IEnumerable<NpgsqlBatchCommand> Commands(Lease lease, IReadOnlyList<JobOutcome> outcomes, bool ends, JobStatements? own)
    {
        foreach (var command in own?.Commands ?? [])
            yield return command;
        var back = outcomes.Where(o => o.Kind is JobOutcomeKind.Retry or JobOutcomeKind.Parked).ToDictionary(o => o.Job.Id, _ => Guid.CreateVersion7());
        var failed = FailedAttempts.Command(lease, outcomes);
        yield return new(PlansSql);
        yield return Fence(lease, outcomes, ends && failed is null);
        yield return outcomes.All(o => o is { Kind: JobOutcomeKind.Succeeded, Result: null, ResultBlob: null }) ? Successes(lease, outcomes) : Outcomes(lease, outcomes, back);
        if (back.Count > 0) yield return ComeBack(lease, outcomes, back);
        if (back.Count < outcomes.Count) yield return new(KeysSql) { Parameters = { Array([.. outcomes.Where(o => !back.ContainsKey(o.Job.Id))], o => o.Job.Id) } };
        if (outcomes.Any(o => o.Kind == JobOutcomeKind.Dead)) yield return Dead([.. outcomes.Where(o => o.Kind == JobOutcomeKind.Dead)]);
        if (failed is not null) yield return failed;
        if (failed is not null && ends) yield return LeaseTable.End(lease);
        foreach (var command in FlowOutcomes.Commands(lease.Lane, outcomes))
            yield return command;
    }

    // All jobs of a message are of one flow; only that they were cancelled may be written of one that was.
    private static NpgsqlBatchCommand Fence(Lease lease, IReadOnlyList<JobOutcome> outcomes, bool ends)
    {
        var flow = outcomes.FirstOrDefault(o => o is { Kind: not JobOutcomeKind.Cancelled, Job.Flow.Counts: true })?.Job.Flow;
        var fence = new NpgsqlBatchCommand(ends ? EndSql : HoldSql)
        {
            Parameters =
            {
                new() { Value = lease.MessageId },
                new() { Value = lease.Token },
                new() { Value = (object?)flow?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = flow?.Index != FlowPlace.OnError },
            },
        };
        if (ends) fence.Parameters.Add(Array(outcomes, o => o.Job.Id));
        return fence;
    }

    private static NpgsqlBatchCommand Successes(Lease lease, IReadOnlyList<JobOutcome> outcomes) =>
        new(SuccessSql) { Parameters = { new() { Value = lease.MessageId }, Array(outcomes, o => o.Job.Id), Array(outcomes, o => o.Elapsed) } };

    private static NpgsqlBatchCommand Outcomes(Lease lease, IReadOnlyList<JobOutcome> outcomes, Dictionary<Guid, Guid> back) => new(OutcomeSql)
    {
        Parameters =
        {
            new() { Value = lease.MessageId },
            Array(outcomes, o => o.Job.Id),
            Array(outcomes, o => o.Job.Attempt),
            Array(outcomes, o => o.Kind switch
            {
                JobOutcomeKind.Succeeded => "succeeded",
                JobOutcomeKind.Dead => "dead",
                JobOutcomeKind.Expired => "expired",
                JobOutcomeKind.Cancelled => "cancelled",
                JobOutcomeKind.Retry or JobOutcomeKind.Parked => "queued",
                _ => throw new InvalidOperationException($"Outcome {o.Kind} is unknown."),
            }),
            Array(outcomes, o => (short)(o.Job.Attempt + (o.Kind is JobOutcomeKind.Retry or JobOutcomeKind.Dead ? 1 : 0))),
            Array(outcomes, o => (short)Math.Min(o.Job.Parked + (o.Kind is JobOutcomeKind.Parked ? 1 : 0), MostParked)),
            Array(outcomes, o => back.TryGetValue(o.Job.Id, out var message) ? message : lease.MessageId),
            Array(outcomes, o => o.Result),
            Array(outcomes, o => o.ResultBlob),
            Array(outcomes, o => o.Error),
            Array(outcomes, o => o.Elapsed),
        },
    };

    private static NpgsqlBatchCommand ComeBack(Lease lease, IReadOnlyList<JobOutcome> outcomes, Dictionary<Guid, Guid> back)
    {
        var waiting = outcomes.Where(o => back.ContainsKey(o.Job.Id)).ToList();
        return new(ComeBackSql)
        {
            Parameters =
            {
                new() { Value = lease.Priority },
                new() { Value = lease.Limited },
                Array(waiting, o => back[o.Job.Id]),
                Array(waiting, o => o.Job.Type),
                Array(waiting, o => o.Job.Version),
                Array(waiting, o => o.Job.Id),
                Array(waiting, o => o.Delay),
                Array(waiting, o => o.Job.TraceParent),
                Array(waiting, o => o.Job.Flow is { Counts: true } flow ? flow.Id : (Guid?)null),
                Array(waiting, o => lease.MayExpire && o.Kind == JobOutcomeKind.Parked),
            },
        };
    }

    private static NpgsqlBatchCommand Dead(List<JobOutcome> dead) => new(DeadSql)
    {
        Parameters =
        {
            Array(dead, _ => Guid.CreateVersion7()),
            Array(dead, o => o.Job.Id),
            Array(dead, o => o.Job.Type),
            Array(dead, o => o.Job.Version),
            Array(dead, o => DeadCause.Of(o.Error)),
        },
    };

    private static NpgsqlParameter Array<TRow, TValue>(IReadOnlyList<TRow> rows, Func<TRow, TValue> value) =>
        new NpgsqlParameter<TValue[]> { TypedValue = rows.Select(value).ToArray() };
}
