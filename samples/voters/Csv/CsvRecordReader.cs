using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Voters.Csv;

/// <summary>
/// Goes from record to record, past blank lines, and knows where each lies. Splitting and reading both go through it, so they cannot
/// disagree.
/// </summary>
internal sealed class CsvRecordReader(ByteCharReader bytes, long firstOffset, long firstLine, int bufferSize)
{
    /// <summary>The longest record, its line's end included, in bytes. It bounds the memory that a hostile file can take.</summary>
    public const int MaxRecord = 1 << 20;

    private readonly CsvParser parser = new(bytes, new CsvConfiguration(CultureInfo.InvariantCulture)
    {
        Delimiter = ",",
        BufferSize = bufferSize,
        TrimOptions = TrimOptions.Trim,
        WhiteSpaceChars = [' ', '\t', '\v', '\f'],
        // The parser would skip blank lines without counting them as rows; this reader counts.
        IgnoreBlankLines = false,
        // A stray quote is taken as it stands: names like O"Brien are no reason to turn a voter away.
        BadDataFound = null,
    });

    private long start;

    /// <summary>The physical line at which the record starts.</summary>
    public long Line { get; private set; }

    /// <summary>Where the record starts, in bytes.</summary>
    public long Offset => firstOffset + start;

    /// <summary>Where the record ends, its line's end included, in bytes.</summary>
    public long End => firstOffset + Math.Min(parser.CharCount, bytes.Length);

    /// <summary>The number of fields.</summary>
    public int Count => parser.Count;

    /// <summary>A field, unquoted, each byte as one char.</summary>
    public string this[int index] => parser[index];

    /// <summary>The record as it stands in the file without its line's end, each byte as one char.</summary>
    public string Raw => parser.RawRecord[..(int)(End - Offset)].TrimEnd('\r', '\n');

    /// <summary>Moves to the next record that is not blank.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="InvalidVoterFileException">The record is too long, or a quote in it is never closed.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        bytes.Cancellation = cancellationToken;
        do
        {
            start = parser.CharCount;
            Line = firstLine + parser.RawRow;
            bytes.Limit = start + MaxRecord;
            if (!await parser.ReadAsync() || start >= bytes.Length)
                return false;
            RefuseUnbounded();
        }
        while (IsBlank());
        return true;
    }

    private void RefuseUnbounded()
    {
        if (bytes.IsCutOff || End - Offset > MaxRecord)
            throw new InvalidVoterFileException(
                Line, "the record that starts here is larger than 1 MiB. Perhaps a quote is opened and never closed.");
        if (parser.CharCount == bytes.Length + ByteCharReader.ExtraLineFeeds)
            throw new InvalidVoterFileException(
                Line, "a quote is opened in the record that starts here and is never closed. Close it, or remove it.");
    }

    private bool IsBlank() => Count == 1 && CsvField.Decode(parser[0]) is { Text: "", IsText: true } && !parser.RawRecord.Contains('"');
}
