using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>Calls a job's handler in a service scope of its own, within its time limit, and says how that ended. Commits nothing.</summary>
internal sealed class JobExecutor(IServiceScopeFactory scopes, PipelineOptions options, TimeProvider time, ILogger<JobExecutor> logger)
{
    /// <exception cref="JobFencedException">The handler found out that the job is another worker's.</exception>
    public async Task<JobRun> RunAsync(ClaimedJob job, JobDefinition definition, int lane, Action<JobScope> enter)
    {
        var started = time.GetTimestamp();
        var scope = scopes.CreateAsyncScope();
        var limit = new CancellationTokenSource(definition.TimeLimit, time);
        var handling = HandleAsync(scope.ServiceProvider, job, definition, lane, enter, limit.Token);
        if (!handling.IsCompleted)
            await Task.WhenAny(handling, Task.Delay(definition.TimeLimit + options.AbandonAfter, time, CancellationToken.None));
        var enqueued = scope.ServiceProvider.GetRequiredService<JobScope>().Enqueued;
        if (!handling.IsCompleted)
        {
            var late = new TimeoutException($"The job went on {options.AbandonAfter} past its time limit of {definition.TimeLimit} and was abandoned.");
            logger.LogError("Job {Type} {JobId} ignores its time limit; its handler must observe the token", job.Type, job.Id);
            return new(Failed(job, definition, late, started), late, enqueued, EndAsync(handling, scope, limit));
        }
        try
        {
            var result = await handling;
            return new(new() { Job = job, Kind = JobOutcomeKind.Succeeded, Result = result, Elapsed = time.GetElapsedTime(started) }, null, enqueued, null);
        }
        catch (JobFencedException)
        {
            throw;
        }
        catch (Exception e)
        {
            var cause = limit.IsCancellationRequested && e is OperationCanceledException
                ? new TimeoutException($"The job was stopped at its time limit of {definition.TimeLimit}.", e) : e;
            return new(Failed(job, definition, cause, started), cause, enqueued, null);
        }
        finally
        {
            await EndAsync(handling, scope, limit);
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
        var handler = services.GetRequiredService(definition.HandlerType);
        return await definition.Invoker.InvokeAsync(handler, job.Args, new JobContext(job, definition, lane, scope), limit);
    }

    private static async Task EndAsync(Task handling, AsyncServiceScope scope, CancellationTokenSource limit)
    {
        await handling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await scope.DisposeAsync();
        limit.Dispose();
    }
}
