using System.Globalization;
using System.Text;
using Google.Protobuf;
using Pipeline.LocalHost.Functions;
using Pipeline.LocalHost.Invocation;
using Pipeline.LocalHost.Rpc;
using RabbitMQ.Client.Events;

namespace Pipeline.LocalHost.Triggers.RabbitMQ;

/// <summary>A delivered message as the worker gets it: bytes where the function binds bytes, else text.</summary>
internal static class MessageInput
{
    public static bool IsBinary(FunctionBinding trigger) => trigger.Text("dataType") is { } type && type.Equals("Binary", StringComparison.OrdinalIgnoreCase);

    public static TriggerInput Of(BasicDeliverEventArgs delivery, bool binary) => new(DataOf(delivery.Body.Span, binary))
    {
        Metadata = new Dictionary<string, TypedData>
        {
            ["ConsumerTag"] = Text(delivery.ConsumerTag),
            ["DeliveryTag"] = Text(delivery.DeliveryTag.ToString(CultureInfo.InvariantCulture)),
            ["Redelivered"] = Text(delivery.Redelivered ? "true" : "false"),
            ["Exchange"] = Text(delivery.Exchange),
            ["RoutingKey"] = Text(delivery.RoutingKey),
            ["BasicProperties"] = new() { Json = BasicPropertiesJson.Write(delivery.BasicProperties) },
        },
    };

    private static TypedData DataOf(ReadOnlySpan<byte> body, bool binary) =>
        binary ? new() { Bytes = ByteString.CopyFrom(body) } : Text(Encoding.UTF8.GetString(body));

    private static TypedData Text(string text) => new() { String = text };
}
