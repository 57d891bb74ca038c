using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function for each message of a queue, which must exist before the host starts.</summary>
public sealed class RabbitMQTriggerAttribute : TriggerBindingAttribute
{
    /// <param name="queueName">The queue, or <c>%Setting%</c> for one that a setting names.</param>
    public RabbitMQTriggerAttribute(string queueName) => QueueName = queueName;

    public RabbitMQTriggerAttribute(string hostName, string userNameSetting, string passwordSetting, int port, string queueName)
        : this(queueName) =>
        (HostName, UserNameSetting, PasswordSetting, Port) = (hostName, userNameSetting, passwordSetting, port);

    /// <summary>The name of the setting that holds the broker's amqp URI; it takes precedence over the other addresses.</summary>
    public string? ConnectionStringSetting { get; set; }

    public string? HostName { get; set; }

    public string QueueName { get; }

    public string? UserNameSetting { get; set; }

    public string? PasswordSetting { get; set; }

    public int Port { get; set; }
}
