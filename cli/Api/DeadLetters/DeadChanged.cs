using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Cli.Api.DeadLetters;

/// <summary>How many dead letters were replayed or discarded.</summary>
internal sealed record DeadChanged : IJsonOnDeserialized
{
    public long? Replayed { get; init; }

    public long? Discarded { get; init; }

    /// <summary>Dead jobs that cannot be replayed now.</summary>
    public long Refused { get; init; }

    [JsonIgnore]
    public long Count => Replayed ?? Discarded ?? 0;

    void IJsonOnDeserialized.OnDeserialized()
    {
        if ((Replayed ?? Discarded) is null or < 0) throw new JsonException("Neither 'replayed' nor 'discarded'.");
    }
}
