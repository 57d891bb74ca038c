namespace Pipeline.Cli.Api.DeadLetters;

/// <summary>A page of dead letters, the newest first.</summary>
internal sealed record DeadLetterList
{
    public required IReadOnlyList<DeadLetter> Letters
    {
        get;
        init => field = NoNulls.In(value);
    }

    /// <summary>What the next page comes after; null: this is the last one.</summary>
    public Guid? Next { get; init; }
}
