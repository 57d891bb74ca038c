using Microsoft.Extensions.Logging;
using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Invocation;
using Pipeline.LocalHost.Settings;

namespace Pipeline.LocalHost.Triggers.RabbitMQ;

/// <summary>
/// Messages of a queue. Broker and queue are looked at once, when the function is indexed; functions of the same queue share a channel.
/// </summary>
internal sealed class RabbitMQTriggerKind(HostSettings settings, HostJson host, FunctionExecutor executor, ILoggerFactory loggers) : ITriggerKind
{
    // The names of the host extension's binding data; a parameter of one of them fails to bind.
    private static readonly HashSet<string> Forbidden = new(StringComparer.OrdinalIgnoreCase)
    {
        "Body", "ConsumerTag", "DeliveryTag", "Redelivered", "Exchange", "RoutingKey", "BasicProperties",
    };

    private readonly Dictionary<QueueAddress, QueueChannel> _channels = [];

    public string Type => "rabbitMQTrigger";

    public IEnumerable<string> Problems(WorkerFunction function)
    {
        var trigger = function.Trigger;
        if (((string[])["hostName", "userNameSetting", "passwordSetting"]).Any(p => trigger.Text(p) is { Length: > 0 }) || trigger.Text("port") is not (null or "0"))
            yield return "HostName, UserNameSetting, PasswordSetting and Port are not supported; use ConnectionStringSetting";
        else if (Problem(() => AddressOf(trigger)) is { } problem)
            yield return problem;
    }

    public async Task<ITriggerListener> IndexAsync(WorkerFunction function, CancellationToken cancellationToken)
    {
        if (Forbidden.Contains(function.Trigger.Name))
            throw new InvalidOperationException($"Can't bind parameter '{function.Trigger.Name}': the binding data has this name.");
        var address = AddressOf(function.Trigger);
        var logger = loggers.CreateLogger("Host.Triggers.RabbitMQ");
        if (!_channels.TryGetValue(address, out var channel))
            _channels[address] = channel = await QueueChannel.OpenAsync(address, logger, cancellationToken);
        return new RabbitMQListener(channel, host.PrefetchCount, function, executor, logger);
    }

    private static string? Problem(Func<QueueAddress> address)
    {
        try
        {
            address();
            return null;
        }
        catch (InvalidOperationException e)
        {
            return e.Message;
        }
    }

    private QueueAddress AddressOf(FunctionBinding trigger)
    {
        var queue = settings.Resolve(trigger.Text("queueName") ?? "");
        var setting = trigger.Text("connectionStringSetting")
            ?? throw new InvalidOperationException($"The trigger of queue '{queue}' has no ConnectionStringSetting.");
        var connection = settings.Connection(setting) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"The setting '{setting}' is missing or empty; it must hold an amqp URI such as amqp://user:password@host:5672.");
        return Uri.TryCreate(connection, UriKind.Absolute, out var uri) && uri.Scheme is ("amqp" or "amqps")
            ? new QueueAddress(uri, queue)
            : throw new InvalidOperationException($"The setting '{setting}' is no amqp URI such as amqp://user:password@host:5672.");
    }
}
