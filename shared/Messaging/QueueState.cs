namespace Pipeline.Messaging;

/// <summary>What the broker says of a queue.</summary>
/// <param name="Messages">How many are ready to be delivered.</param>
/// <param name="Consumers">How many take them.</param>
public sealed record QueueState(uint Messages, uint Consumers);
