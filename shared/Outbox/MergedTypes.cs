namespace Pipeline.Outbox;

/// <summary>The types of which due rows that name a job each become one; of the same index, the same type.</summary>
/// <param name="Names">The types.</param>
/// <param name="Least">How many jobs make a message in any case, if there are so many.</param>
/// <param name="Most">How many make one at most.</param>
internal sealed record MergedTypes(string[] Names, int[] Least, int[] Most)
{
    public static MergedTypes None { get; } = new([], [], []);
}
