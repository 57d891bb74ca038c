namespace Pipeline.Flows;

/// <summary>Decides how a flow goes on (I3). Pure, so that any order of events can be tried.</summary>
internal static class FlowRules
{
    /// <summary>The next move; null while there is none to make.</summary>
    public static FlowMove? Next(FlowFacts flow) => flow switch
    {
        { Stage: FlowStage.Done } or { IsOpen: true } => null,
        { Stage: FlowStage.Waiting, Stopping: null } => null,
        { Stopping: FlowStop.Cancelled } => Done(FlowResult.Cancelled),
        { Stage: FlowStage.OnError } => Done(Failure(flow)),
        { Stage: FlowStage.Waiting } => Done(FlowResult.Cancelled),
        { Stopping: FlowStop.Expired } => Fail(flow),
        { Stage: FlowStage.Body, BodySucceeded: true } => Done(FlowResult.Succeeded),
        { Stopping: FlowStop.Halted } => Done(flow.AnyFailed || flow.HasBody ? FlowResult.Cancelled : FlowResult.Succeeded),
        { Stage: FlowStage.Body } or { Stopping: FlowStop.Failed } => Fail(flow),
        { HasBody: true } => new(FlowStage.Body, null),
        { AnyFailed: true } => Fail(flow),
        _ => Done(FlowResult.Succeeded),
    };

    /// <summary>Whether a job without outcome may not start any more.</summary>
    public static bool MayNotStart(FlowStop? stopping, int index) => stopping is not null && index switch
    {
        FlowPlace.OnError => stopping == FlowStop.Cancelled,
        FlowPlace.Body => stopping != FlowStop.Failed,
        _ => true,
    };

    /// <summary>Whether a job that runs may not commit any more.</summary>
    public static bool MayNotCommit(FlowStop? stopping, int index) =>
        stopping == FlowStop.Cancelled || (stopping == FlowStop.Expired && index != FlowPlace.OnError);

    /// <summary>Whether jobs of the flow are to be ended, and with those that run.</summary>
    public static (bool Any, bool Running) Ends(FlowStage stage, FlowStop? stopping) => (stage, stopping) switch
    {
        (FlowStage.Done, _) or (_, null) => (false, false),
        (_, FlowStop.Cancelled) => (true, true),
        (FlowStage.OnError, _) => (false, false),
        (_, FlowStop.Expired) => (true, true),
        (FlowStage.Body, _) => (stopping == FlowStop.Halted, false),
        _ => (true, false),
    };

    private static FlowMove Fail(FlowFacts flow) => flow.HasOnError ? new(FlowStage.OnError, Failure(flow)) : Done(Failure(flow));

    private static FlowResult Failure(FlowFacts flow) => flow.Stopping == FlowStop.Expired ? FlowResult.Expired : FlowResult.Failed;

    private static FlowMove Done(FlowResult result) => new(FlowStage.Done, result);
}
