using Pipeline.LocalHost.Functions;

namespace Pipeline.LocalHost.Triggers;

/// <summary>One kind of trigger, found by its type in a function's metadata. A new kind is one class more, registered as a singleton of this interface.</summary>
internal interface ITriggerKind
{
    /// <summary>Such as <c>rabbitMQTrigger</c>.</summary>
    string Type { get; }

    /// <summary>What this host cannot do for such a function, each with what to do about it; checked without any connection.</summary>
    IEnumerable<string> Problems(WorkerFunction function);

    /// <summary>Whether a function with this trigger may have this output binding.</summary>
    bool Supports(FunctionBinding output) => false;

    /// <summary>Does what the real host does when it indexes a function, and makes its listener.</summary>
    /// <exception cref="Exception">Anything: the function failed indexing and is disabled, while the host goes on.</exception>
    Task<ITriggerListener> IndexAsync(WorkerFunction function, CancellationToken cancellationToken);
}
