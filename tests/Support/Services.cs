namespace Pipeline.Tests.Support;

/// <summary>Where the real services are, as the environment says. Reading one that is not set throws and names the variable.</summary>
public static class Services
{
    private static readonly string[] Names = ["PIPELINE_POSTGRES", "PIPELINE_RABBITMQ", "PIPELINE_BLOBS"];

    /// <summary>An Npgsql connection string.</summary>
    public static string Postgres => Required("PIPELINE_POSTGRES");

    /// <summary>An amqp URI.</summary>
    public static string RabbitMQ => Required("PIPELINE_RABBITMQ");

    /// <summary>An Azure Storage connection string.</summary>
    public static string Blobs => Required("PIPELINE_BLOBS");

    /// <summary>Why a test that needs the services cannot run, or null when it can.</summary>
    public static string? Missing()
    {
        var absent = Names.Where(name => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))).ToArray();
        return absent.Length == 0 ? null : $"Needs {string.Join(", ", absent)}; run it with ./dev test";
    }

    private static string Required(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"{name} is not set: mark the test [ServiceFact] and run it with ./dev test.");
}
