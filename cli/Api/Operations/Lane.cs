namespace Pipeline.Cli.Api.Operations;

/// <summary>A queue.</summary>
/// <param name="Messages">How many wait; null: there is no such queue.</param>
/// <param name="JobsPerSecond">Over the last minute; null for a queue that carries no jobs.</param>
internal sealed record Lane(string Queue, string Kind, long? Messages, int Consumers, bool Healthy, double? JobsPerSecond);
