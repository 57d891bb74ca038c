using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Pipeline.Jobs;

/// <summary>In a job nothing is retried here, as that is the pipeline's part: a strategy that retries refuses transactions that are not its own.</summary>
internal sealed class JobExecutionStrategy(ExecutionStrategyDependencies dependencies, IExecutionStrategy? outside) : IExecutionStrategy
{
    private readonly NonRetryingExecutionStrategy _inside = new(dependencies);

    public bool RetriesOnFailure => Now.RetriesOnFailure;

    private IExecutionStrategy Now => JobScope.Current is null && outside is not null ? outside : _inside;

    public TResult Execute<TState, TResult>(
        TState state, Func<DbContext, TState, TResult> operation, Func<DbContext, TState, ExecutionResult<TResult>>? verifySucceeded) =>
        Now.Execute(state, operation, verifySucceeded);

    public Task<TResult> ExecuteAsync<TState, TResult>(
        TState state, Func<DbContext, TState, CancellationToken, Task<TResult>> operation,
        Func<DbContext, TState, CancellationToken, Task<ExecutionResult<TResult>>>? verifySucceeded, CancellationToken cancellationToken = default) =>
        Now.ExecuteAsync(state, operation, verifySucceeded, cancellationToken);
}
