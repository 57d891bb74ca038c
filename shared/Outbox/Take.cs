namespace Pipeline.Outbox;

/// <summary>What a relay takes from the outbox.</summary>
/// <param name="Mark">What the rows are marked by: new with every take, so that each knows its own.</param>
/// <param name="Lease">For how long.</param>
/// <param name="Limit">How many rows of each priority.</param>
internal sealed record Take(Guid Mark, TimeSpan Lease, int Limit)
{
    /// <summary>Marks of this relay by which rows may be taken that it does not know.</summary>
    public Guid[] Doubted { get; init; } = [];

    /// <summary>Nothing of ordinary and low priority.</summary>
    public bool UrgentOnly { get; init; }

    public MergedTypes Merged { get; init; } = MergedTypes.None;

    /// <summary>How many messages the rows of a type become, within what its messages hold at least and at most.</summary>
    public int Messages { get; init; } = 1;
}
