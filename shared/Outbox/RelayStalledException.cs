namespace Pipeline.Outbox;

/// <summary>The broker confirmed none of the messages; they stay in the outbox and are sent again.</summary>
public sealed class RelayStalledException(int messages) : Exception($"RabbitMQ took none of {messages} messages.");
