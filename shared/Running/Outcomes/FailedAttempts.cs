using Npgsql;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>The history of a job: a row for each failed attempt, written with its outcome. A success writes none.</summary>
internal static class FailedAttempts
{
    // While the message's row, which knows the worker, is still there.
    private const string Sql = """
        insert into pipeline.attempt (job_id, generation, attempt, kind, started_at, elapsed, error, worker)
        select f.job, f.generation, f.attempt, 'failed', clock_timestamp() - f.elapsed, f.elapsed, f.error, (select owner from pipeline.outbox where id = $1)
        from unnest($2, $3, $4, $5, $6) as f(job, generation, attempt, elapsed, error)
        """;

    /// <returns>What to add to the batch of the outcomes; null where none of them failed.</returns>
    public static NpgsqlBatchCommand? Command(Lease lease, IReadOnlyList<JobOutcome> outcomes)
    {
        var failed = outcomes.Where(o => o.Kind is JobOutcomeKind.Retry or JobOutcomeKind.Dead).ToArray();
        return failed.Length == 0 ? null : new(Sql)
        {
            Parameters =
            {
                new() { Value = lease.MessageId },
                new() { Value = Array.ConvertAll(failed, o => o.Job.Id) },
                new() { Value = Array.ConvertAll(failed, o => o.Job.Generation) },
                new() { Value = Array.ConvertAll(failed, o => (short)(o.Job.Attempt + 1)) },
                new() { Value = Array.ConvertAll(failed, o => o.Elapsed) },
                new NpgsqlParameter<string?[]> { TypedValue = Array.ConvertAll(failed, o => o.Error) },
            },
        };
    }
}
