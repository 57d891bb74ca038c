using Pipeline.Flows;

namespace Pipeline.Functions.Http.Flows;

/// <summary>What stages and results are called in the API.</summary>
internal static class FlowWords
{
    public static string Of(FlowStage stage) => stage == FlowStage.OnError ? "error" : stage.ToString().ToLowerInvariant();

    public static string? Of(FlowResult? result) => result?.ToString().ToLowerInvariant();
}
