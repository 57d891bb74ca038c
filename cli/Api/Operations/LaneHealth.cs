namespace Pipeline.Cli.Api.Operations;

/// <summary>Whether somebody takes what waits in a queue.</summary>
internal sealed record LaneHealth(long? Messages, int Consumers, bool Healthy);
