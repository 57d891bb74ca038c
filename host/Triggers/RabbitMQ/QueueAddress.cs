namespace Pipeline.LocalHost.Triggers.RabbitMQ;

/// <summary>A queue of a broker. Functions with the same address share one channel.</summary>
internal sealed record QueueAddress(Uri Broker, string Queue);
