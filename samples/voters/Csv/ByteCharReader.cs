using System.Text;

namespace Voters.Csv;

/// <summary>
/// Gives the CSV parser each byte of a stream as one char. So the parser counts bytes where it counts chars, and bytes that are no
/// UTF-8 stay a fault of their own field. No byte of a longer UTF-8 sequence can be taken for a comma, a quote or a line's end.
/// </summary>
/// <remarks>
/// After the last byte come two line feeds. A last line without an end takes the first of them; only a quote that is still open takes both,
/// which is how <see cref="CsvRecordReader"/> tells, by the parser's own idea of quotes.
/// </remarks>
internal sealed class ByteCharReader(Stream source, int bufferSize) : TextReader
{
    public const int ExtraLineFeeds = 2;

    private readonly byte[] buffer = new byte[bufferSize];
    private int start;
    private int end;
    private long given;
    private bool ended;

    /// <summary>The parser's own ReadAsync takes no token; set this before calling it.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>
    /// How many chars the parser may be given before it must have finished its record. Beyond them it is told that the file ends.
    /// </summary>
    public long Limit { get; set; } = long.MaxValue;

    /// <summary>True once a record was cut off at <see cref="Limit"/>.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>The count of the stream's bytes, once its end was met; before that, more than any stream has.</summary>
    public long Length { get; private set; } = long.MaxValue;

    /// <summary>The next bytes, without taking them: <paramref name="count"/>, or fewer where the stream ends earlier.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync(int count, CancellationToken cancellationToken)
    {
        if (end - start < count)
            end += await source.ReadAtLeastAsync(buffer.AsMemory(end), count - (end - start), throwOnEndOfStream: false, cancellationToken);
        return buffer.AsMemory(start, Math.Min(count, end - start));
    }

    /// <summary>Passes over bytes that were peeked at; they are not counted.</summary>
    public void Skip(int count) => start += count;

    public override async Task<int> ReadAsync(char[] chars, int index, int count)
    {
        if (given > Limit)
        {
            IsCutOff = true;
            return 0;
        }
        if (start == end && !ended)
        {
            start = 0;
            end = await source.ReadAsync(buffer, Cancellation);
            ended = end == 0;
            if (ended)
                Length = given;
        }
        return ended ? GiveLineFeeds(chars.AsSpan(index, count)) : GiveBytes(chars.AsSpan(index, count));
    }

    private int GiveBytes(Span<char> chars)
    {
        var taken = Math.Min(chars.Length, end - start);
        Encoding.Latin1.GetChars(buffer.AsSpan(start, taken), chars);
        start += taken;
        given += taken;
        return taken;
    }

    private int GiveLineFeeds(Span<char> chars)
    {
        var taken = (int)Math.Min(chars.Length, Length + ExtraLineFeeds - given);
        chars[..taken].Fill('\n');
        given += taken;
        return taken;
    }
}
