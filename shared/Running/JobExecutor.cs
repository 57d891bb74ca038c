using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>Calls a job's handler in a service scope of its own, within its time limit, and says how that ended. Commits nothing.</summary>
internal sealed class JobExecutor(IServiceScopeFactory scopes, RunGate gate, PipelineOptions options, TimeProvider time, ILogger<JobExecutor> logger)
{
    /// <exception cref="JobFencedException">The handler found out that the job is another worker's.</exception>
    public async Task<JobRun> RunAsync(ClaimedJob job, JobDefinition definition, int lane, Action<JobScope> enter)
    {
        var started = time.GetTimestamp();
        var scope = scopes.CreateAsyncScope();
        var limit = new CancellationTokenSource(definition.TimeLimit, time);
        // On a thread of the pool: a handler that blocks before its first await must not escape its limit.
        var handling = Task.Run(() => HandleAsync(scope.ServiceProvider, job, definition, lane, enter, limit.Token), CancellationToken.None);
        await ((Task)handling).WaitAsync(definition.TimeLimit + options.AbandonAfter, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        JobRun Ended(JobOutcome outcome, Exception? exception, Task? abandoned = null) =>
            new(outcome, exception, scope.ServiceProvider.GetRequiredService<JobScope>().Enqueued, abandoned)
            {
                End = async () =>
                {
                    limit.Dispose();
                    if (abandoned is null) await scope.DisposeAsync();
                },
            };

        if (!handling.IsCompleted)
        {
            logger.LogError("Job {Type} {JobId} ignores its time limit; its handler must observe the token", job.Type, job.Id);
            var late = new TimeoutException($"The job went on {options.AbandonAfter} past its time limit of {definition.TimeLimit} and was abandoned.");
            return Ended(Failed(job, definition, late, started), late, EndLaterAsync(handling, scope));
        }
        try
        {
            var result = await handling;
            return Ended(new() { Job = job, Kind = JobOutcomeKind.Succeeded, Result = result, Elapsed = time.GetElapsedTime(started) }, null);
        }
        catch (JobFencedException)
        {
            limit.Dispose();
            await scope.DisposeAsync();
            throw;
        }
        catch (Exception e)
        {
            var cause = limit.IsCancellationRequested && e is OperationCanceledException
                ? new TimeoutException($"The job was stopped at its time limit of {definition.TimeLimit}.", e) : e;
            return Ended(Failed(job, definition, cause, started), cause);
        }
    }

    /// <summary>The outcome of a failed attempt: another one later, or death.</summary>
    public JobOutcome Failed(ClaimedJob job, JobDefinition definition, Exception cause, long started)
    {
        var failures = job.Attempt + 1;
        var dead = failures >= definition.MaxAttempts || cause is UnreadableArgumentsException;
        return new()
        {
            Job = job,
            Kind = dead ? JobOutcomeKind.Dead : JobOutcomeKind.Retry,
            Error = ErrorText.Of(cause),
            Delay = definition.Backoff.After(failures, Random.Shared.NextDouble()),
            Elapsed = time.GetElapsedTime(started),
        };
    }

    private static async Task<string?> HandleAsync(
        IServiceProvider services, ClaimedJob job, JobDefinition definition, int lane, Action<JobScope> enter, CancellationToken limit)
    {
        var scope = services.GetRequiredService<JobScope>();
        enter(scope);
        JobScope.Current = scope;
        var handler = services.GetRequiredService(definition.HandlerType);
        return await definition.Invoker.InvokeAsync(handler, job.Args, new JobContext(job, definition, lane, scope), limit);
    }

    // As long as it goes on it is inside: should it crash the process, no lone job is blamed for that.
    private async Task EndLaterAsync(Task handling, AsyncServiceScope scope)
    {
        using (gate.Stay())
            await handling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await scope.DisposeAsync();
    }
}
