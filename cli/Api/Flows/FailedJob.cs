namespace Pipeline.Cli.Api.Flows;

/// <summary>A job of a flow that did not succeed.</summary>
/// <param name="Place">Among the flow's members, from 0; below that it is none of them.</param>
internal sealed record FailedJob(Guid Job, int Place, string Type, string Status, string? Error);
