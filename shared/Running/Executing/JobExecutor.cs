using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipeline.Blobs;
using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Telemetry.Tracing;
using Pipeline.Workers;

namespace Pipeline.Running;

/// <summary>Calls a job's handler, or a batch handler for its jobs, in a service scope of its own within the time limit, and says how that ended. Commits nothing.</summary>
internal sealed class JobExecutor(
    IServiceScopeFactory scopes, BlobStore blobs, ClaimCheck claims, FlowResults flows, RunningMembers members, RunGate gate, AbandonedJobs abandonedJobs, PipelineOptions options, Jitter jitter, TimeProvider time, ILogger<JobExecutor> logger)
{
    /// <exception cref="JobFencedException">The handler found out that the job is another worker's.</exception>
    public async Task<JobRun> RunAsync(IReadOnlyList<ClaimedJob> jobs, JobDefinition definition, int lane, Action<JobScope> enter)
    {
        var started = time.GetTimestamp();
        var scope = scopes.CreateAsyncScope();
        var limit = new CancellationTokenSource(definition.TimeLimit, time);
        // All jobs of a call are of one flow, as all of a message are.
        using var watched = members.Watch(jobs[0].Flow, limit);
        if (watched.IsStopped)
        {
            var cancelled = Stopped(jobs, started);
            limit.Dispose();
            await scope.DisposeAsync();
            return new(cancelled, null, [], false, null) { End = () => ValueTask.CompletedTask };
        }
        // On a thread of the pool: a handler that blocks before its first await must not escape its limit.
        var handling = Task.Run(() => HandleAsync(scope.ServiceProvider, jobs, definition, lane, enter, limit.Token), CancellationToken.None);
        await ((Task)handling).WaitAsync(definition.TimeLimit + options.AbandonAfter, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        JobRun Ended(IReadOnlyList<JobOutcome> outcomes, Exception? exception, Task? abandoned = null)
        {
            var work = scope.ServiceProvider.GetRequiredService<JobScope>();
            return new(outcomes, exception, exception is null ? work.Statements : [], work.Enqueued, abandoned)
            {
                End = async () =>
                {
                    limit.Dispose();
                    if (abandoned is null) await scope.DisposeAsync();
                },
            };
        }

        if (!handling.IsCompleted)
        {
            logger.LogError("Job {Type} {JobId} ignores its time limit; its handler must observe the token", definition.Name, jobs[0].Id);
            var late = new TimeoutException($"The job went on {options.AbandonAfter} past its time limit of {definition.TimeLimit} and was abandoned.");
            return Ended(Failed(jobs, definition, late, started), late, EndLaterAsync(handling, scope));
        }
        try
        {
            var results = await handling;
            var elapsed = time.GetElapsedTime(started);
            return Ended([.. jobs.Select((job, i) => JobOutcome.Succeeded(job, results[i], elapsed))], null);
        }
        catch (JobFencedException)
        {
            limit.Dispose();
            await scope.DisposeAsync();
            throw;
        }
        catch (OperationCanceledException e) when (watched.IsStopped)
        {
            return Ended(Stopped(jobs, started), e);
        }
        catch (Exception e)
        {
            var cause = limit.IsCancellationRequested && e is OperationCanceledException
                ? new TimeoutException($"The job was stopped at its time limit of {definition.TimeLimit}.", e) : e;
            return Ended(Failed(jobs, definition, cause, started), cause);
        }
    }

    /// <summary>The outcome of a failed attempt of each: another one later, or death.</summary>
    public IReadOnlyList<JobOutcome> Failed(IReadOnlyList<ClaimedJob> jobs, JobDefinition definition, Exception cause, long started) =>
        [.. jobs.Select(job => JobOutcome.Failed(job, definition, cause, ErrorText.Of(cause), jitter.Next(), time.GetElapsedTime(started)))];

    private List<JobOutcome> Stopped(IReadOnlyList<ClaimedJob> jobs, long started) =>
        [.. jobs.Select(job => JobOutcome.Cancelled(job, "Its flow stopped before it ended.", time.GetElapsedTime(started)))];

    private async Task<ClaimedText[]> HandleAsync(
        IServiceProvider services, IReadOnlyList<ClaimedJob> jobs, JobDefinition definition, int lane, Action<JobScope> enter, CancellationToken limit)
    {
        var scope = services.GetRequiredService<JobScope>();
        enter(scope);
        JobScope.Current = scope;
        using var span = JobSpans.Run(jobs, lane);
        using var named = logger.BeginScope(new JobLogScope(jobs, lane));
        try
        {
            return await CallAsync(services, jobs, definition, lane, scope, limit);
        }
        catch (Exception e)
        {
            JobSpans.Failed(span, e);
            throw;
        }
    }

    private async Task<ClaimedText[]> CallAsync(
        IServiceProvider services, IReadOnlyList<ClaimedJob> jobs, JobDefinition definition, int lane, JobScope scope, CancellationToken limit)
    {
        var handler = services.GetRequiredService(definition.HandlerType);
        var runs = jobs.Select(j => new JobBlobs(blobs, () => ClaimName.Run(j.Id, time.GetUtcNow(), j.Generation, j.Attempt + 1))).ToArray();
        var args = await claims.ReadArgsAsync(jobs, limit);
        var calls = new HandlerCalls(jobs, args, (job, tuple) => new(jobs[job], definition, lane, scope, runs[job], flows, tuple));
        var results = await calls.InvokeAsync(definition.Invoker, handler, limit);
        return await claims.KeepResultsAsync(definition, runs, results, limit);
    }

    // As long as it goes on it is inside: should it crash the process, no lone job is blamed for that.
    private async Task EndLaterAsync(Task handling, AsyncServiceScope scope)
    {
        using (gate.Stay())
        using (abandonedJobs.Count())
            await handling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await scope.DisposeAsync();
    }
}
