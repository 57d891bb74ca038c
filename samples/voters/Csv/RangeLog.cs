using System.Collections;

namespace Voters.Csv;

/// <summary>
/// The ranges of a file in its order, a few bytes each: a file may have two million, which are known only once all of it was checked.
/// </summary>
internal sealed class RangeLog : IEnumerable<CsvRange>
{
    private readonly MemoryStream log = new();
    private readonly BinaryWriter writer;
    private CsvRange last;

    public RangeLog() => writer = new BinaryWriter(log);

    public int Count { get; private set; }

    /// <param name="range">Lies behind the one before it.</param>
    public void Add(CsvRange range)
    {
        writer.Write7BitEncodedInt64(range.Offset - last.Offset);
        writer.Write7BitEncodedInt64(range.Length);
        writer.Write7BitEncodedInt64(range.FirstLine - last.FirstLine);
        writer.Write7BitEncodedInt(range.Records);
        last = range;
        Count++;
    }

    public IEnumerator<CsvRange> GetEnumerator()
    {
        using var reader = new BinaryReader(new MemoryStream(log.GetBuffer(), 0, (int)log.Length, writable: false));
        var range = default(CsvRange);
        for (var n = 0; n < Count; n++)
            yield return range = new(
                range.Offset + reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(), range.FirstLine + reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt());
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
