using Microsoft.Extensions.Configuration;
using RabbitMQ.Client;

namespace Pipeline;

/// <summary>Where the servers are: <c>PIPELINE_POSTGRES</c>, <c>PIPELINE_RABBITMQ</c> and <c>PIPELINE_BLOBS</c>. Never logged.</summary>
public sealed class PipelineConnections
{
    internal const string TokenScope = "PIPELINE_POSTGRES_TOKEN_SCOPE";
    internal const string AllowPlaintext = "PIPELINE_ALLOW_PLAINTEXT";

    /// <exception cref="PipelineConfigurationException">One of them is missing or malformed.</exception>
    public PipelineConnections(IConfiguration configuration)
    {
        Postgres = Required(configuration, "PIPELINE_POSTGRES", "an Npgsql connection string, such as Host=127.0.0.1;Database=pipeline;Username=…;Password=…");
        PostgresTokenScope = configuration[TokenScope] is { Length: > 0 } scope ? scope : null;
        Blobs = Required(configuration, "PIPELINE_BLOBS", "an Azure Storage connection string or a blob service URI");
        const string amqp = "an amqp URI, such as amqp://user:password@127.0.0.1:5672/";
        var uri = Required(configuration, "PIPELINE_RABBITMQ", amqp);
        RabbitMq = Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.Scheme is "amqp" or "amqps" && IsReadable(parsed!)
            ? parsed!
            : throw new PipelineConfigurationException($"Setting PIPELINE_RABBITMQ must be {amqp}; write : / @ and % in user, password and virtual host as %3A %2F %40 and %25.");
        AllowsPlaintext = configuration[AllowPlaintext] is { Length: > 0 } allowed
            && (bool.TryParse(allowed, out var allows) ? allows : throw new PipelineConfigurationException($"Setting {AllowPlaintext} must be true or false."));
        if (RabbitMq.Scheme == "amqp") CheckPlaintext("PIPELINE_RABBITMQ", RabbitMq.IsLoopback, "write amqps://");
    }

    internal string Postgres { get; }

    /// <summary>What to ask Entra ID a token for, which is then the password; null: the connection string has what it needs.</summary>
    internal string? PostgresTokenScope { get; }

    internal Uri RabbitMq { get; }

    internal string Blobs { get; }

    /// <summary>Passwords, keys and data may go over a network without TLS, as in one that nobody else is in.</summary>
    internal bool AllowsPlaintext { get; }

    /// <exception cref="PipelineConfigurationException">The server is on another machine, and nobody said that it may be reached without TLS.</exception>
    internal void CheckPlaintext(string setting, bool isLocal, string advice)
    {
        if (!isLocal && !AllowsPlaintext)
            throw new PipelineConfigurationException(
                $"Setting {setting} leads to another machine without TLS, so that its password or key could be read on the way: {advice}, or set {AllowPlaintext}=true.");
    }

    // What the client says of one that it cannot read may hold the password.
    private static bool IsReadable(Uri uri)
    {
        try
        {
            return uri.Host.Length > 0 && new ConnectionFactory { Uri = uri }.HostName.Length > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static string Required(IConfiguration configuration, string name, string form) =>
        configuration[name] is { Length: > 0 } value ? value : throw new PipelineConfigurationException($"Setting {name} is missing: it is {form}.");
}
