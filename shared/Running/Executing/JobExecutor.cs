using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipeline.Blobs;
using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Telemetry.Tracing;
using Pipeline.Workers;

namespace Pipeline.Running;

/// <summary>
/// Calls a job's handler, or a batch handler for its jobs, in a service scope of its own within the time limit, and says how that ended.
/// The disposal of the scope
/// is part of the call: bounded as it is, and a failure where it fails. Commits nothing.
/// </summary>
internal sealed class JobExecutor(
    IServiceScopeFactory scopes, BlobStore blobs, ClaimCheck claims, FlowResults flows, RunningMembers members, RunGate gate,
    AbandonedJobs abandonedJobs, PipelineOptions options, Jitter jitter, TimeProvider time, ILogger<JobExecutor> logger)
{
    private const string Unawaited =
        "The handler returned while something of its own was still under way on its context or connection: await every call "
        + "(SaveChangesAsync, a query, a command), and dispose every reader. Nothing of this run is committed.";

    /// <exception cref="JobFencedException">The job was found to be another worker's.</exception>
    public async Task<JobRun> RunAsync(IReadOnlyList<ClaimedJob> jobs, JobDefinition definition, int lane, Action<JobScope> enter)
    {
        var started = time.GetTimestamp();
        using var limit = new CancellationTokenSource(definition.TimeLimit, time);
        // All jobs of a call are of one flow, as all of a message are.
        using var watched = members.Watch(jobs[0].Flow, limit);
        if (watched.IsStopped) return new(Stopped(jobs, started), null);

        var services = scopes.CreateAsyncScope();
        var scope = services.ServiceProvider.GetRequiredService<JobScope>();
        enter(scope);
        var token = limit.Token;
        // On a thread of the pool: a handler that blocks before its first await must not escape its limit.
        var handling = Task.Run(() => HandleAsync(services, scope, jobs, definition, lane, token), CancellationToken.None);
        await ((Task)handling).WaitAsync(definition.TimeLimit + options.AbandonAfter, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        var isUnderWay = scope.End();
        if (!handling.IsCompleted)
        {
            logger.LogError("Job {Type} {JobId} ignores its time limit; its handler must observe the token", definition.Name, jobs[0].Id);
            var late = new TimeoutException($"The job went on {options.AbandonAfter} past its time limit of {definition.TimeLimit} and was abandoned.");
            return new(Failed(jobs, definition, late, started), late) { LeftBehind = CountAsync(handling) };
        }
        if (scope.IsFenced) throw new JobFencedException();
        var failure = await FailureOfAsync(handling);
        if (isUnderWay)
        {
            logger.LogError("Job {Type} {JobId} left work behind that it did not await; its session is ended", definition.Name, jobs[0].Id);
            failure ??= new InvalidOperationException(Unawaited);
            return new(Failed(jobs, definition, failure, started), failure) { LeftBehind = Task.CompletedTask };
        }
        var (fault, cause) = await JobFaults.OfAsync(scope, failure);
        return await EndedAsync(jobs, definition, scope, handling, fault, Limited(cause, definition, limit), watched.IsStopped, started);
    }

    /// <summary>The outcome of a failed attempt of each: another one later, or death.</summary>
    public IReadOnlyList<JobOutcome> Failed(IReadOnlyList<ClaimedJob> jobs, JobDefinition definition, Exception cause, long started) =>
        [.. jobs.Select(
            job => JobOutcome.Failed(job, definition, cause, ErrorText.Of(cause), jitter.Next(), time.GetElapsedTime(started)))];

    private async Task<JobRun> EndedAsync(
        IReadOnlyList<ClaimedJob> jobs, JobDefinition definition, JobScope scope, Task<ClaimedText[]> handling, JobFault fault,
        Exception? cause, bool isStopped, long started)
    {
        var elapsed = time.GetElapsedTime(started);
        var outcomes = cause is null ? Succeeded(await handling)
            : isStopped && IsCancellation(cause) ? Stopped(jobs, started)
            : Failed(jobs, definition, cause, started);
        return new(outcomes, cause)
        {
            Statements = cause is null ? scope.Statements : [],
            Enqueued = scope.Enqueued,
            Fault = fault,
            Swallowed = scope.FirstFault,
            ChangedSession = scope.ChangedSession,
            End = () => ReturnContextsAsync(scope, definition, jobs[0]),
        };

        IReadOnlyList<JobOutcome> Succeeded(ClaimedText[] results) =>
            [.. jobs.Select((job, i) => JobOutcome.Succeeded(job, results[i], elapsed))];
    }

    private static async Task<Exception?> FailureOfAsync(Task ended)
    {
        try
        {
            await ended;
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static Exception? Limited(Exception? failure, JobDefinition definition, CancellationTokenSource limit) =>
        failure is not null && limit.IsCancellationRequested && IsCancellation(failure)
            ? new TimeoutException($"The job was stopped at its time limit of {definition.TimeLimit}.", failure) : failure;

    private static bool IsCancellation(Exception failure) => failure.Causes().Any(e => e is OperationCanceledException);

    private List<JobOutcome> Stopped(IReadOnlyList<ClaimedJob> jobs, long started) =>
        [.. jobs.Select(job => JobOutcome.Cancelled(job, "Its flow stopped before it ended.", time.GetElapsedTime(started)))];

    private async Task<ClaimedText[]> HandleAsync(
        AsyncServiceScope services, JobScope scope, IReadOnlyList<ClaimedJob> jobs, JobDefinition definition, int lane,
        CancellationToken limit)
    {
        JobScope.Current = scope;
        using var span = JobSpans.Run(jobs, lane);
        using var named = logger.BeginScope(new JobLogScope(jobs, lane));
        try
        {
            return await CallAsync(services, scope, jobs, definition, lane, limit);
        }
        catch (Exception e)
        {
            JobSpans.Failed(span, e);
            throw;
        }
    }

    private async Task<ClaimedText[]> CallAsync(
        AsyncServiceScope services, JobScope scope, IReadOnlyList<ClaimedJob> jobs, JobDefinition definition, int lane,
        CancellationToken limit)
    {
        ClaimedText[] results;
        try
        {
            var handler = services.ServiceProvider.GetRequiredService(definition.HandlerType);
            var runs = jobs
                .Select(j => new JobBlobs(blobs, () => ClaimName.Run(j.Id, time.GetUtcNow(), j.Generation, j.Attempt + 1))).ToArray();
            var args = await claims.ReadArgsAsync(jobs, limit);
            var calls = new HandlerCalls(jobs, args, (job, tuple) => new(jobs[job], definition, lane, scope, runs[job], flows, tuple));
            var texts = await calls.InvokeAsync(definition.Invoker, handler, limit);
            results = await claims.KeepResultsAsync(definition, runs, texts, limit);
        }
        catch
        {
            // What the handler failed with counts.
            await ((Task)services.DisposeAsync().AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        await services.DisposeAsync();
        return results;
    }

    // The outcome is written, or will be: a context that cannot be reset is lost, and nothing else.
    private async ValueTask ReturnContextsAsync(JobScope scope, JobDefinition definition, ClaimedJob job)
    {
        try
        {
            await scope.ReturnContextsAsync();
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "A context of job {Type} {JobId} could not be used again", definition.Name, job.Id);
        }
    }

    // As long as it goes on it is inside: should it crash the process, no lone job is blamed for that.
    private async Task CountAsync(Task handling)
    {
        using (gate.Stay())
        using (abandonedJobs.Count())
            await handling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
