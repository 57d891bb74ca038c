using Microsoft.Extensions.Configuration;

namespace Pipeline;

/// <summary>Where the servers are: <c>PIPELINE_POSTGRES</c>, <c>PIPELINE_RABBITMQ</c> and <c>PIPELINE_BLOBS</c>. Never logged.</summary>
public sealed class PipelineConnections
{
    /// <exception cref="PipelineConfigurationException">One of them is missing or malformed.</exception>
    public PipelineConnections(IConfiguration configuration)
    {
        Postgres = Required(configuration, "PIPELINE_POSTGRES", "an Npgsql connection string, such as Host=127.0.0.1;Database=pipeline;Username=…;Password=…");
        Blobs = Required(configuration, "PIPELINE_BLOBS", "an Azure Storage connection string or a blob service URI");
        const string amqp = "an amqp URI, such as amqp://user:password@127.0.0.1:5672/";
        var uri = Required(configuration, "PIPELINE_RABBITMQ", amqp);
        RabbitMq = Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.Scheme is "amqp" or "amqps"
            ? parsed!
            : throw new PipelineConfigurationException($"Setting PIPELINE_RABBITMQ must be {amqp}.");
    }

    internal string Postgres { get; }

    internal Uri RabbitMq { get; }

    internal string Blobs { get; }

    private static string Required(IConfiguration configuration, string name, string form) =>
        configuration[name] is { Length: > 0 } value ? value : throw new PipelineConfigurationException($"Setting {name} is missing: it is {form}.");
}
