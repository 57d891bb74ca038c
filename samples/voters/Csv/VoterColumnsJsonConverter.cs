using System.Text.Json;
using System.Text.Json.Serialization;

namespace Voters.Csv;

/// <summary>Writes <see cref="VoterColumns"/> as <c>[count, voter_id, given_name, …]</c>, in the order of its properties.</summary>
public sealed class VoterColumnsJsonConverter : JsonConverter<VoterColumns>
{
    private const int Required = 5;
    private const int Numbers = 12;

    /// <exception cref="JsonException">The JSON is not what <see cref="Write"/> writes.</exception>
    public override VoterColumns Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (JsonSerializer.Deserialize<int[]>(ref reader, options) is not { Length: Numbers } n || !IsConsistent(n))
            throw new JsonException($"Voter columns are {Numbers} numbers: the count of fields, then an index below it for each column.");
        return new VoterColumns(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10], n[11]);
    }

    public override void Write(Utf8JsonWriter writer, VoterColumns value, JsonSerializerOptions options)
    {
        ReadOnlySpan<int> numbers =
        [
            value.Count, value.VoterId, value.GivenName, value.Surname, value.DateOfBirth, value.StreetNumber, value.Address1,
            value.Address2, value.Suburb, value.Postcode, value.State, value.SocSecId,
        ];
        writer.WriteStartArray();
        foreach (var number in numbers)
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }

    private static bool IsConsistent(ReadOnlySpan<int> numbers)
    {
        for (var i = 1; i < numbers.Length; i++)
        {
            if (numbers[i] >= numbers[0] || numbers[i] < (i < Required ? 0 : -1))
                return false;
        }
        return true;
    }
}
