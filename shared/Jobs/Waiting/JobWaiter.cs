using Pipeline.Blobs;
using Pipeline.Database;

namespace Pipeline.Jobs;

/// <summary>Waits for a job from outside of handlers: in a console program, a script, a test. A web request answers with the job's id instead.</summary>
public sealed class JobWaiter
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private const string Sql = "select status::text, result, error, result_blob from pipeline.job where id = $1";

    private readonly PipelineDatabase _database;
    private readonly ClaimCheck _claims;
    private readonly TimeProvider _time;

    internal JobWaiter(PipelineDatabase database, ClaimCheck claims, TimeProvider time) => (_database, _claims, _time) = (database, claims, time);

    /// <summary>Looks at the job, at first every 50 ms and in the end every second, until it has an outcome of whatever kind.</summary>
    /// <param name="job">Its id, once it is committed.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="cancellationToken">Ends the waiting; the job goes on.</param>
    /// <exception cref="InvalidOperationException">Called in a handler (I8); the message says what to do there.</exception>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    /// <exception cref="TimeoutException">It had no outcome within <paramref name="limit"/>; the job goes on.</exception>
    public Task<JobResult> WaitAsync(Guid job, TimeSpan limit, CancellationToken cancellationToken)
    {
        // Enough of these would fill every lane, and the jobs that they wait for would never get one.
        if (JobScope.Current is not null)
            throw new InvalidOperationException(
                "A job handler cannot wait for another job: the waiting ones would take every place that the others need to run. "
                + "Enqueue the children as a flow and put what comes after them in its body, "
                + "or return now and let the last child enqueue the next job.");
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, TimeSpan.Zero);
        return UntilEndedAsync(job, limit, cancellationToken);
    }

    private async Task<JobResult> UntilEndedAsync(Guid job, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause)
        {
            if (await FindAsync(job, cancellationToken) is { Status: not "queued" } ended) return ended;
            var left = limit - _time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                throw new TimeoutException($"Job {job} has no outcome after {limit}; it goes on.");
            await Task.Delay(pause < left ? pause : left, _time, cancellationToken);
        }
    }

    private async Task<JobResult> FindAsync(Guid job, CancellationToken cancellationToken)
    {
        await using var command = _database.Command(Sql, job);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            throw new KeyNotFoundException($"There is no job {job}. Was the transaction that enqueued it committed?");
        return new()
        {
            Id = job,
            Status = reader.GetString(0),
            Result = await _claims.ReadAsync(new(reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(3) ? null : reader.GetString(3)), cancellationToken),
            Error = reader.IsDBNull(2) ? null : reader.GetString(2),
        };
    }
}
