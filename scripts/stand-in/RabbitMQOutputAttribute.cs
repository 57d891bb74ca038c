using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Publishes what the function returns, without confirms.</summary>
public sealed class RabbitMQOutputAttribute : OutputBindingAttribute
{
    /// <summary>The name of the setting that holds the broker's amqp URI; it takes precedence over the other addresses.</summary>
    public string? ConnectionStringSetting { get; set; }

    public string? HostName { get; set; }

    public string? QueueName { get; set; }

    public string? UserName { get; set; }

    public string? Password { get; set; }

    public int Port { get; set; }

    public bool DisableCertificateValidation { get; set; }
}
