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
        FlowStage.Done => "done",
        _ => "unknown",
    };

    public static string Of(FlowResult result) => result switch
    {
        FlowResult.Succeeded => "succeeded",
        FlowResult.Failed => "failed",
        FlowResult.Cancelled => "cancelled",
        FlowResult.Expired => "expired",
        _ => "unknown",
    };

    public static string Of(FlowStop stop) => stop switch
    {
        FlowStop.Failed => "failed",
        FlowStop.Halted => "halted",
        FlowStop.Cancelled => "cancelled",
        FlowStop.Expired => "expired",
        _ => "unknown",
    };

    public static FlowStage Stage(string name) => name == "error" ? FlowStage.OnError : Known(name, FlowStage.Unknown);

    public static FlowResult Result(string name) => Known(name, FlowResult.Unknown);

    public static FlowStop Stop(string name) => Known(name, FlowStop.Unknown);

    private static TEnum Known<TEnum>(string name, TEnum unknown) where TEnum : struct, Enum => Enum.TryParse<TEnum>(name, ignoreCase: true, out var value) ? value : unknown;
}
