namespace Pipeline.Flows;

/// <summary>What stages, stops and results are called in the database and for people.</summary>
internal static class FlowNames
{
    public static string Of(FlowStage stage) => stage switch
    {
        FlowStage.Waiting => "waiting",
        FlowStage.Members => "members",
        FlowStage.Body => "body",
        FlowStage.OnError => "error",
        _ => "done",
    };

    public static string Of(FlowResult result) => result switch
    {
        FlowResult.Succeeded => "succeeded",
        FlowResult.Failed => "failed",
        FlowResult.Cancelled => "cancelled",
        _ => "expired",
    };

    public static string Of(FlowStop stop) => stop switch
    {
        FlowStop.Failed => "failed",
        FlowStop.Halted => "halted",
        FlowStop.Cancelled => "cancelled",
        _ => "expired",
    };

    public static FlowStage Stage(string name) => name == "error" ? FlowStage.OnError : Enum.Parse<FlowStage>(name, ignoreCase: true);

    public static FlowResult Result(string name) => Enum.Parse<FlowResult>(name, ignoreCase: true);

    public static FlowStop Stop(string name) => Enum.Parse<FlowStop>(name, ignoreCase: true);
}
