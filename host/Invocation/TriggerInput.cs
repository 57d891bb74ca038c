using Pipeline.LocalHost.Rpc;

namespace Pipeline.LocalHost.Invocation;

/// <summary>What triggered one invocation.</summary>
/// <param name="Data">For the trigger's own parameter.</param>
internal sealed record TriggerInput(TypedData Data)
{
    private static readonly IReadOnlyDictionary<string, TypedData> None = new Dictionary<string, TypedData>();

    /// <summary>What the function finds as binding data.</summary>
    public IReadOnlyDictionary<string, TypedData> Metadata { get; init; } = None;

    /// <summary>Called with the worker and the invocation's id when the invocation was sent.</summary>
    public Action<Worker.LiveWorker, string>? Sent { get; init; }
}
