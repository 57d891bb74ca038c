namespace Pipeline.Messaging;

/// <summary>RabbitMQ has an alarm, such as for memory or disk, and takes nothing from connections that publish until it is over.</summary>
public sealed class BrokerBlockedException(string reason) : Exception($"RabbitMQ blocks the connection, and takes no messages until its alarm is over: {reason}.");
