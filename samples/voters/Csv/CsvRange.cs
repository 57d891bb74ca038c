namespace Voters.Csv;

/// <summary>A stretch of a voter file that holds whole records: what a job refers to.</summary>
/// <param name="Offset">Where it starts, in bytes from the start of the file.</param>
/// <param name="Length">How long it is, in bytes.</param>
/// <param name="FirstLine">The physical line at which it starts; the file's first line is 1.</param>
/// <param name="Records">How many records it holds, those that will be rejected included, blank lines not.</param>
public readonly record struct CsvRange(long Offset, long Length, long FirstLine, int Records)
{
    /// <summary>Makes one range of those that touch: with not a byte between them there is no other record between them.</summary>
    /// <param name="ranges">In the order of the file.</param>
    /// <returns>Ranges that hold the same records in the same order.</returns>
    public static IReadOnlyList<CsvRange> Join(IEnumerable<CsvRange> ranges)
    {
        var joined = new List<CsvRange>();
        foreach (var range in ranges)
            if (joined is [.., var last] && last.Offset + last.Length == range.Offset)
                joined[^1] = last with { Length = last.Length + range.Length, Records = last.Records + range.Records };
            else
                joined.Add(range);
        return joined;
    }
}
