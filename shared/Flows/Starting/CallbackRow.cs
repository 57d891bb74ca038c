using Pipeline.Jobs;

namespace Pipeline.Flows;

/// <summary>A row of <c>pipeline.flow_callback</c>: the job that a flow inserts when its turn comes.</summary>
/// <param name="FlowId">The flow.</param>
/// <param name="Role"><see cref="FlowStage.Body"/> or <see cref="FlowStage.OnError"/>.</param>
/// <param name="Job">What becomes a job; its id is given already.</param>
internal sealed record CallbackRow(Guid FlowId, FlowStage Role, JobRow Job);
