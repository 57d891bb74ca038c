using System.Globalization;
using RabbitMQ.Client.Events;

namespace Pipeline.Emulator.Triggers.RabbitMQ;

/// <summary>A delivered message. Its memory is the client's and valid only while the invocation runs.</summary>
internal sealed class RabbitMQMessage(BasicDeliverEventArgs delivery) : TriggerData
{
    private IReadOnlyDictionary<string, object?>? _bindingData;

    public ReadOnlyMemory<byte> Body => delivery.Body;

    public override IReadOnlyDictionary<string, object?> BindingData => _bindingData ??= new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
    {
        ["ConsumerTag"] = delivery.ConsumerTag,
        ["DeliveryTag"] = delivery.DeliveryTag.ToString(CultureInfo.InvariantCulture),
        ["Redelivered"] = delivery.Redelivered ? "true" : "false",
        ["Exchange"] = delivery.Exchange,
        ["RoutingKey"] = delivery.RoutingKey,
        ["BasicProperties"] = BasicPropertiesJson.Write(delivery.BasicProperties),
    };
}
