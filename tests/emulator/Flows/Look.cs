using Pipeline.Flows;

namespace Pipeline.Emulator.Tests.Flows;

/// <summary>What one call of the activity finds in a scenario.</summary>
/// <param name="Found">What it returns; null: it fails.</param>
/// <param name="Wake">Whether an event comes, and when.</param>
public sealed record Look(FlowState? Found, Wake Wake = Wake.None)
{
    public static Look Fails { get; } = new(Found: null);

    public static Look At(FlowStage stage, Wake wake = Wake.None) => new(new FlowState(stage, null, IsStopping: false, More: false), wake);

    public static Look Stopping(FlowStage stage) => new(new FlowState(stage, null, IsStopping: true, More: false));

    public static Look More(FlowStage stage) => new(new FlowState(stage, null, IsStopping: false, More: true));

    public static Look Ended(FlowResult result) => new(new FlowState(FlowStage.Done, result, result != FlowResult.Succeeded, More: false));
}
