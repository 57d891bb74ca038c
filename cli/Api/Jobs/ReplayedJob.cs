namespace Pipeline.Cli.Api.Jobs;

/// <summary>A job that is queued again.</summary>
/// <param name="Generation">How often it was replayed.</param>
internal sealed record ReplayedJob(Guid Id, string Type, int Generation);
