using Pipeline.Jobs;

namespace Pipeline.Flows;

/// <summary>The rules that a flow must keep.</summary>
internal static class FlowCheck
{
    private const int LongestText = 200;
    private const int MostParallel = 100_000;
    private static readonly TimeSpan LongestTimeLimit = TimeSpan.FromDays(365);

    /// <exception cref="InvalidFlowException">It breaks one.</exception>
    public static void Check(Flow flow, int depth)
    {
        Check(flow, depth <= Flow.MostDepth, $"lies more than {Flow.MostDepth} flows deep");
        Check(flow, flow.Name is null || IsText(flow.Name), $"has a {nameof(Flow.Name)} that is not 1 to {LongestText} characters without NUL and half surrogate pairs");
        Check(flow, flow.IdempotencyKey is null || IsText(flow.IdempotencyKey), $"has an {nameof(Flow.IdempotencyKey)} that is not 1 to {LongestText} characters without NUL and half surrogate pairs");
        Check(flow, flow.IdempotencyKey is null || depth == 0, $"lies in another one, so that its {nameof(Flow.IdempotencyKey)} would mean nothing: set it on the outermost");
        Check(flow, Enum.IsDefined(flow.OnFailure), $"has no known {nameof(Flow.OnFailure)}: {flow.OnFailure}");
        Check(flow, flow is not ChainFlow || flow.OnFailure == FailurePolicy.FailFast, "is a chain, which stops at the step that failed: only a group can continue on failure");
        Check(flow, flow.MaxParallel is >= 1 and <= MostParallel, $"has {nameof(Flow.MaxParallel)} = {flow.MaxParallel}; it goes from 1 to {MostParallel}");
        Check(flow, flow.TimeLimit > TimeSpan.Zero && flow.TimeLimit <= LongestTimeLimit, $"has {nameof(Flow.TimeLimit)} = {flow.TimeLimit:c}; it is above zero and up to {LongestTimeLimit:c}");
        Check(flow, flow.ExpiresAfter is not { } expiry || (expiry > TimeSpan.Zero && expiry <= EnqueueOptions.MaxDelay),
            $"has {nameof(Flow.ExpiresAfter)} = {flow.ExpiresAfter:c}; it must be above zero, and goes up to {EnqueueOptions.MaxDelay.Days} days");
        Check(flow, flow.Priority is not { } priority || Enum.IsDefined(priority), $"has no known {nameof(Flow.Priority)}: {flow.Priority}");
        Check(flow, flow.Then is not Flow, $"has a flow as {nameof(Flow.Then)}, which takes a job's arguments: make the flow the next step of a Chain");
        Check(flow, flow.OnError is not Flow, $"has a flow as {nameof(Flow.OnError)}, which takes a job's arguments: a handler can start one");
    }

    private static bool IsText(string text) => text.Length is >= 1 and <= LongestText && BulkEnqueue.IsStorable(text);

    private static void Check(Flow flow, bool holds, string problem)
    {
        if (!holds) throw new InvalidFlowException(flow.Name is { } name && IsText(name) ? name : flow.DefaultName, problem);
    }
}
