using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Pipeline.Emulator.Triggers;

/// <summary>What triggered one invocation.</summary>
internal abstract class TriggerData
{
    /// <summary>What <see cref="BindingContext"/> shows; made when somebody looks.</summary>
    public virtual IReadOnlyDictionary<string, object?> BindingData { get; } = new Dictionary<string, object?>();

    /// <summary>Signalled when nobody waits for the invocation any more.</summary>
    public virtual CancellationToken Abandoned => CancellationToken.None;

    /// <summary>Called before the middleware.</summary>
    public virtual void Begin(FunctionContext context)
    {
    }

    /// <summary>Runs the middleware and the function at its end.</summary>
    public virtual Task RunAsync(FunctionContext context, FunctionExecutionDelegate next) => next(context);

    /// <summary>Called with what the function returned, after the middleware and before the scope is disposed.</summary>
    public virtual Task EndAsync(FunctionContext context, object? result) => Task.CompletedTask;
}
