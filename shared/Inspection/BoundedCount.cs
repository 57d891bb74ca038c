namespace Pipeline.Inspection;

/// <summary>A number that is exact up to a limit.</summary>
/// <param name="Count">How many, at most <see cref="Most"/>.</param>
/// <param name="More">There are more.</param>
public sealed record BoundedCount(int Count, bool More)
{
    public const int Most = 10_000;

    internal static BoundedCount Of(long seen) => new((int)Math.Min(seen, Most), seen > Most);
}
