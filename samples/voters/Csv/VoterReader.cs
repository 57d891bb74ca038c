using System.Runtime.CompilerServices;

namespace Voters.Csv;

/// <summary>Reads a range that <see cref="VoterFileScanner"/> gave out.</summary>
public static class VoterReader
{
    private const int MaxBuffer = 16 * 1024;

    /// <param name="content">The bytes of the range and no others. Only read asynchronously; stays open.</param>
    /// <param name="columns">As the scanner found them.</param>
    /// <param name="today">As the scanner was given it.</param>
    /// <returns>A row for each record, in the order of the file, the rejected included.</returns>
    /// <exception cref="InvalidDataException">
    /// The bytes hold another number of records than the range: they are cut short or of another file.
    /// </exception>
    /// <exception cref="InvalidVoterFileException">A record is larger than 1 MiB, or a quote is never closed.</exception>
    public static async IAsyncEnumerable<VoterRow> ReadAsync(
        Stream content,
        CsvRange range,
        VoterColumns columns,
        DateOnly today,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var bufferSize = (int)Math.Clamp(range.Length + ByteCharReader.ExtraLineFeeds, 1, MaxBuffer);
        var records = new CsvRecordReader(new ByteCharReader(content, bufferSize), range.Offset, range.FirstLine, bufferSize);
        var rows = new VoterRowReader(columns, today);
        var count = 0;
        while (await records.ReadAsync(cancellationToken))
        {
            count++;
            yield return rows.Read(records);
        }
        if (count != range.Records)
        {
            throw new InvalidDataException(
                $"The range at byte {range.Offset} should hold {range.Records} records but holds {count}: " +
                "its bytes are cut short or of another file.");
        }
    }
}
