using Pipeline.LocalHost.Rpc;

namespace Pipeline.LocalHost.Invocation;

/// <summary>How an invocation ended.</summary>
internal sealed record InvocationResult
{
    /// <summary>Why it failed; null where it did not.</summary>
    public Exception? Failure { get; init; }

    public bool Succeeded => Failure is null;

    /// <summary>The worker has gone, or the host has stopped: the invocation has no result, and may have had effects.</summary>
    public bool WorkerGone { get; init; }

    /// <summary>The function has not run, and this host runs it no more: what triggered it is left for another.</summary>
    public bool NotRun { get; init; }

    /// <summary>What the function returned; null where it returned nothing or failed.</summary>
    public TypedData? ReturnValue { get; init; }

    /// <summary>What it wrote to its output bindings, by their names.</summary>
    public IReadOnlyList<ParameterBinding> Outputs { get; init; } = [];

    /// <summary>The function's exception as the worker sent it.</summary>
    public RpcException? Exception { get; init; }
}

/// <summary>A function failed in the worker.</summary>
internal sealed class FunctionFailedException(RpcException? exception, string? result)
    : Exception(exception is null ? result ?? "The worker gave no reason." : $"{exception.Message}{Environment.NewLine}{exception.StackTrace}".TrimEnd());
