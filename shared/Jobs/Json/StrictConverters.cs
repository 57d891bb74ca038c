using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Jobs;

/// <summary>Refuses text with half a surrogate pair, for which the serializer would write a replacement character.</summary>
internal sealed class WholeStringConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(Checked(value));

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(Checked(value));

    internal static string Checked(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (char.IsSurrogatePair(text, i)) i++;
            else if (char.IsSurrogate(text[i]))
                throw new JsonException(string.Create(
                    CultureInfo.InvariantCulture, $"the text has half of a surrogate pair as character {i}, which no UTF-8 can carry."));
        return text;
    }
}

/// <summary>The same for a single character.</summary>
internal sealed class WholeCharConverter : JsonConverter<char>
{
    public override char Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString() is [var only] ? only : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, char value, JsonSerializerOptions options) => writer.WriteStringValue(WholeStringConverter.Checked($"{value}"));

    public override void WriteAsPropertyName(Utf8JsonWriter writer, char value, JsonSerializerOptions options) => writer.WritePropertyName(WholeStringConverter.Checked($"{value}"));
}

/// <summary>Refuses numbers that JSON does not have.</summary>
internal sealed class FiniteConverter<TNumber> : JsonConverter<TNumber> where TNumber : struct, System.Numerics.IFloatingPoint<TNumber>
{
    public override TNumber Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => TNumber.CreateChecked(reader.GetDouble());

    public override void Write(Utf8JsonWriter writer, TNumber value, JsonSerializerOptions options)
    {
        if (!TNumber.IsFinite(value)) throw new JsonException($"{value} is not a number that JSON has.");
        writer.WriteNumberValue(double.CreateChecked(value));
    }
}
