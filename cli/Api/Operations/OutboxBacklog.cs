namespace Pipeline.Cli.Api.Operations;

/// <summary>Messages that should be published by now.</summary>
/// <param name="OldestSeconds">How long the oldest of them is due; null: there is none.</param>
internal sealed record OutboxBacklog(BoundedCount Due, double? OldestSeconds);
