namespace Pipeline.EndToEnd.Tests.Api;

/// <summary>A flow's jobs by outcome, as the API counts them.</summary>
public sealed record FlowJobs(int Total, int Succeeded, int Dead, int Cancelled, int Expired, int Open);
