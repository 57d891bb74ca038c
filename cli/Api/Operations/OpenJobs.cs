namespace Pipeline.Cli.Api.Operations;

/// <summary>Jobs without outcome, and those that an operator has to look at.</summary>
internal sealed record OpenJobs(BoundedCount Queued, BoundedCount Waiting, BoundedCount Running, BoundedCount Dead);
