using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;

namespace Pipeline.LocalHost.Triggers.RabbitMQ;

/// <summary>Writes a message's properties as the host does. Text in headers comes as base64, because the client delivers it as bytes.</summary>
internal static class BasicPropertiesJson
{
    public static string Write(IReadOnlyBasicProperties properties)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("ContentType", properties.ContentType);
            writer.WriteString("ContentEncoding", properties.ContentEncoding);
            writer.WritePropertyName("Headers");
            WriteValue(writer, properties.Headers);
            writer.WriteNumber("DeliveryMode", (int)properties.DeliveryMode);
            writer.WriteNumber("Priority", properties.Priority);
            writer.WriteString("CorrelationId", properties.CorrelationId);
            writer.WriteString("ReplyTo", properties.ReplyTo);
            writer.WriteString("Expiration", properties.Expiration);
            writer.WriteString("MessageId", properties.MessageId);
            writer.WritePropertyName("Timestamp");
            WriteValue(writer, properties.Timestamp);
            writer.WriteString("Type", properties.Type);
            writer.WriteString("UserId", properties.UserId);
            writer.WriteString("AppId", properties.AppId);
            writer.WriteString("ClusterId", properties.ClusterId);
            writer.WriteBoolean("Persistent", properties.Persistent);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case byte[] bytes: writer.WriteBase64StringValue(bytes); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case AmqpTimestamp timestamp: WriteTimestamp(writer, timestamp); break;
            case IDictionary<string, object?> table: WriteTable(writer, table); break;
            case IEnumerable list: WriteList(writer, list); break;
            default: writer.WriteRawValue(Convert.ToString(value, CultureInfo.InvariantCulture)!); break;
        }
    }

    private static void WriteTimestamp(Utf8JsonWriter writer, AmqpTimestamp timestamp)
    {
        writer.WriteStartObject();
        writer.WriteNumber("UnixTime", timestamp.UnixTime);
        writer.WriteEndObject();
    }

    private static void WriteTable(Utf8JsonWriter writer, IDictionary<string, object?> table)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in table)
        {
            writer.WritePropertyName(name);
            WriteValue(writer, value);
        }
        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, IEnumerable list)
    {
        writer.WriteStartArray();
        foreach (var item in list) WriteValue(writer, item);
        writer.WriteEndArray();
    }
}
