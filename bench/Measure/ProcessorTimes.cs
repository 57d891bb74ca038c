namespace Pipeline.Bench.Measure;

/// <summary>Processor time, user's and system's; null where it is not known, as of a server in a container or on another machine.</summary>
/// <param name="Worker">Of the worker's processes.</param>
/// <param name="Postgres">Of the server's, autovacuum's included.</param>
/// <param name="RabbitMq">Of the server's.</param>
/// <param name="Storage">Of Azurite's.</param>
internal readonly record struct ProcessorTimes(TimeSpan? Worker, TimeSpan? Postgres, TimeSpan? RabbitMq, TimeSpan? Storage)
{
    public static ProcessorTimes operator -(ProcessorTimes after, ProcessorTimes before) =>
        new(after.Worker - before.Worker, after.Postgres - before.Postgres, after.RabbitMq - before.RabbitMq, after.Storage - before.Storage);
}
