namespace Pipeline.Messaging;

/// <summary>A queue or exchange is there with other arguments; RabbitMQ's own words name it and both values.</summary>
public sealed class TopologyMismatchException(string broker, Exception cause) : Exception(
    $"RabbitMQ refuses the declaration: {broker}. Arguments are never changed silently: empty and delete it, or set Pipeline:QueueType to what is there.", cause);
