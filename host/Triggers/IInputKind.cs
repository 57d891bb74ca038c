using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Rpc;

namespace Pipeline.LocalHost.Triggers;

/// <summary>One kind of input binding, found by its type in a function's metadata. A new kind is one class more, registered as a singleton of this interface.</summary>
internal interface IInputKind
{
    /// <summary>Such as <c>durableClient</c>.</summary>
    string Type { get; }

    /// <summary>What this host cannot do for such a binding; checked without any connection.</summary>
    IEnumerable<string> Problems(FunctionBinding binding);

    /// <summary>Does what the real host does when it indexes a function with such a binding.</summary>
    /// <exception cref="Exception">Anything: the function failed indexing and is disabled, while the host goes on.</exception>
    void Index(WorkerFunction function, FunctionBinding binding);

    /// <summary>What an invocation is given for it.</summary>
    /// <exception cref="Exception">Anything: the invocation fails.</exception>
    TypedData Read(WorkerFunction function, FunctionBinding binding);
}
