using System.Text.Json;

namespace Pipeline.Cli.Api;

/// <summary>A page of dead letters, the newest first.</summary>
internal sealed record DeadLetterList
{
    /// <exception cref="JsonException">A letter is null, which the serializer itself does not look for in a list.</exception>
    public required IReadOnlyList<DeadLetter> Letters
    {
        get;
        init => field = value.Contains(null) ? throw new JsonException("A dead letter is null.") : value;
    }

    /// <summary>What the next page comes after; null: this is the last one.</summary>
    public Guid? Next { get; init; }
}
