namespace Pipeline.Flows;

/// <summary>Decides how a flow goes on (I3). Pure, so that any order of events can be tried.</summary>
internal static class FlowRules
{
    /// <summary>The next move; null while there is none to make.</summary>
    public static FlowMove? Next(FlowFacts flow) => flow switch
    {
        { Stage: FlowStage.Done or FlowStage.Unknown } or { Stopping: FlowStop.Unknown } or { IsOpen: true } => null,
        { Stage: FlowStage.Waiting, Stopping: null } => null,
        { Stopping: FlowStop.Cancelled } => Done(FlowResult.Cancelled),
        { Stage: FlowStage.OnError } => Done(Failure(flow)),
        { Stage: FlowStage.Waiting } => Done(FlowResult.Cancelled),
        { Stage: FlowStage.Body, BodySucceeded: true } => Done(FlowResult.Succeeded),
        { Stopping: FlowStop.Expired } => Fail(flow),
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
        (FlowStage.Done or FlowStage.Unknown, _) or (_, null or FlowStop.Unknown) => (false, false),
        (_, FlowStop.Cancelled) => (true, true),
        (FlowStage.OnError, _) => (false, false),
        (_, FlowStop.Expired) => (true, true),
        (FlowStage.Body, _) => (stopping == FlowStop.Halted, false),
        _ => (true, false),
    };

    /// <summary>What the time limit does to a flow; null: nothing. An error callback has as long again, a day at least.</summary>
    public static FlowStop? AtLimit(FlowStage stage, FlowStop? stopping) => (stage, stopping) switch
    {
        (FlowStage.Members or FlowStage.Body, null or FlowStop.Failed) => FlowStop.Expired,
        (FlowStage.OnError, not (FlowStop.Cancelled or FlowStop.Unknown)) => FlowStop.Cancelled,
        _ => null,
    };

    /// <summary>What stops the flows in one that stops, and which stops of theirs give way to it.</summary>
    public static (FlowStop Stop, FlowStop[] Over) Within(FlowStop stopping) => stopping is FlowStop.Cancelled or FlowStop.Expired
        ? (FlowStop.Cancelled, [FlowStop.Failed, FlowStop.Halted, FlowStop.Expired]) : (FlowStop.Halted, []);

    /// <summary>Whether held members are let go: once a quarter of the places are free, so that not every message asks for the flow's lock.</summary>
    /// <param name="total">Members.</param>
    /// <param name="released">Those that were let go.</param>
    /// <param name="ended">Those that have an outcome.</param>
    /// <param name="maxParallel">Places.</param>
    public static bool HasRoom(int total, int released, int ended, int maxParallel) => released < total && ToGo(total, released, ended, maxParallel) <= 0;

    /// <summary>How many members must end before there is room for held ones, or nobody is open; 0 or less: it may be so now.</summary>
    /// <inheritdoc cref="HasRoom"/>
    public static int ToGo(int total, int released, int ended, int maxParallel) => released < total ? released - ended - maxParallel * 3 / 4 : total - ended;

    /// <summary>What is due once a message of a flow's members has ended.</summary>
    /// <param name="isOpen">Some job or nested flow of it has no outcome.</param>
    /// <param name="hasRoom">Held members may go.</param>
    /// <param name="closesOnCommit"><see cref="PipelineOptions.CloseFlowsOnCommit"/>.</param>
    public static FlowDue AfterMembers(bool isOpen, bool hasRoom, bool closesOnCommit) => (isOpen, hasRoom, closesOnCommit) switch
    {
        (false, _, true) => FlowDue.Move,
        (false, _, false) => FlowDue.Wake,
        (true, true, _) => FlowDue.Release,
        _ => FlowDue.Nothing,
    };

    private static FlowMove Fail(FlowFacts flow) => flow.HasOnError ? new(FlowStage.OnError, Failure(flow)) : Done(Failure(flow));

    private static FlowResult Failure(FlowFacts flow) => flow.Stopping == FlowStop.Expired ? FlowResult.Expired : FlowResult.Failed;

    private static FlowMove Done(FlowResult result) => new(FlowStage.Done, result);
}
