namespace Pipeline.Flows;

/// <summary>A flow's next move: to a stage, and where it goes to <see cref="FlowStage.OnError"/> or <see cref="FlowStage.Done"/> with which result.</summary>
internal readonly record struct FlowMove(FlowStage To, FlowResult? Result);
