namespace Pipeline.Functions.Http.Flows;

/// <summary>A flow's jobs by outcome.</summary>
public sealed record FlowDocumentJobs(int Total, int Succeeded, int Dead, int Cancelled, int Expired, int Open);
