using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pipeline.Emulator.Functions;
using Pipeline.Emulator.Invocation;
using Pipeline.Emulator.Settings;

namespace Pipeline.Emulator.Triggers.RabbitMQ;

/// <summary>
/// Messages of a queue. Broker and queue are looked at once, when the function is indexed; functions of the same queue share a channel.
/// </summary>
internal sealed class RabbitMQTriggerKind(
    HostSettings settings, HostJson host, FunctionExecutor executor, IOptions<JsonSerializerOptions> json, ILoggerFactory loggers) : ITriggerKind
{
    // The names of the host extension's binding data; a parameter of one of them fails to bind.
    private static readonly HashSet<string> Forbidden = new(StringComparer.OrdinalIgnoreCase)
    {
        "Body", "ConsumerTag", "DeliveryTag", "Redelivered", "Exchange", "RoutingKey", "BasicProperties",
    };

    private readonly Dictionary<QueueAddress, QueueChannel> _channels = [];

    public Type Attribute => typeof(RabbitMQTriggerAttribute);

    public ParameterBinding BindTrigger(ParameterInfo parameter, TriggerBindingAttribute attribute)
    {
        var trigger = (RabbitMQTriggerAttribute)attribute;
        if (trigger.HostName is not null || trigger.UserNameSetting is not null || trigger.PasswordSetting is not null || trigger.Port != 0)
            throw new UncoveredException("HostName, UserNameSetting, PasswordSetting and Port are not covered; use ConnectionStringSetting");
        return MessageBinding.For(parameter.ParameterType, json.Value);
    }

    public ParameterBinding? BindData(ParameterInfo parameter, TriggerBindingAttribute attribute) => null;

    public bool MayReturn(Type result) => false;

    public async Task<ITriggerListener> IndexAsync(FunctionDescriptor function, CancellationToken cancellationToken)
    {
        RefuseName(function);
        var address = AddressOf((RabbitMQTriggerAttribute)function.Trigger);
        var logger = loggers.CreateLogger("Host.Triggers.RabbitMQ");
        if (!_channels.TryGetValue(address, out var channel))
            _channels[address] = channel = await QueueChannel.OpenAsync(address, logger, cancellationToken);
        return new RabbitMQListener(channel, host.PrefetchCount, function, executor, logger);
    }

    private static void RefuseName(FunctionDescriptor function)
    {
        var parameter = function.Method.GetParameters().Single(parameter => parameter.IsDefined(typeof(RabbitMQTriggerAttribute)));
        if (Forbidden.Contains(parameter.Name!))
            throw new InvalidOperationException($"Can't bind parameter '{parameter.Name}' to type '{parameter.ParameterType}'.");
    }

    private QueueAddress AddressOf(RabbitMQTriggerAttribute trigger)
    {
        var queue = settings.Resolve(trigger.QueueName);
        var setting = trigger.ConnectionStringSetting
            ?? throw new InvalidOperationException($"The trigger of queue '{queue}' has no ConnectionStringSetting.");
        var connection = settings.Connection(setting) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"The setting '{setting}' is missing or empty; it must hold an amqp URI such as amqp://user:password@host:5672.");
        return Uri.TryCreate(connection, UriKind.Absolute, out var uri)
            ? new QueueAddress(uri, queue, trigger.DisableCertificateValidation)
            : throw new InvalidOperationException($"The setting '{setting}' is no amqp URI such as amqp://user:password@host:5672.");
    }
}
