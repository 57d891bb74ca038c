namespace Microsoft.Azure.Functions.Worker;

/// <summary>What an invocation knows of itself.</summary>
public abstract class FunctionContext
{
    protected FunctionContext()
    {
    }

    /// <summary>Unique to this invocation.</summary>
    public abstract string InvocationId { get; }

    /// <summary>Stable for the function as long as the host runs.</summary>
    public abstract string FunctionId { get; }

    /// <summary>The distributed trace that the trigger belongs to.</summary>
    public abstract TraceContext TraceContext { get; }

    /// <summary>What the trigger said beside its value.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>The services of this invocation's own scope, disposed when it ends.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function that is invoked.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>Anything that middleware and function want to share during this invocation.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>Signalled when the function's time is up, its HTTP client left, or the host takes nothing new any more.</summary>
    public virtual CancellationToken CancellationToken { get; }
}
