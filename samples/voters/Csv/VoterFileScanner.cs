using System.Runtime.CompilerServices;

namespace Voters.Csv;

/// <summary>
/// Goes through a voter file once, from start to end: checks every record, splits the file into ranges for jobs, and writes down what is
/// rejected. It never holds more than a record (1 MiB) in memory, so it can sit on a request's body while that is being stored
/// (see <see cref="TeeStream"/>).
/// </summary>
public sealed class VoterFileScanner
{
    private const int BufferSize = 16 * 1024;

    private readonly CsvRecordReader records;
    private readonly SortedDictionary<RejectReason, long> rejectedBy = [];

    private VoterFileScanner(CsvRecordReader records, VoterColumns columns) => (this.records, Columns) = (records, columns);

    public VoterColumns Columns { get; }

    /// <summary>How many records were met so far, the rejected included; blank lines and the header are none.</summary>
    public long Records { get; private set; }

    /// <summary>How many records were rejected so far.</summary>
    public long Rejected => rejectedBy.Values.Sum();

    /// <summary>How many of them for which reason.</summary>
    public IReadOnlyDictionary<RejectReason, long> RejectedBy => rejectedBy;

    /// <summary>Reads the header.</summary>
    /// <param name="source">The file from its first byte. Only read asynchronously; stays open.</param>
    /// <exception cref="InvalidVoterFileException">The file is empty, no CSV, or lacks required columns.</exception>
    public static async Task<VoterFileScanner> OpenAsync(Stream source, CancellationToken cancellationToken = default)
    {
        var bytes = new ByteCharReader(source, BufferSize);
        var start = (await bytes.PeekAsync(FileSignature.Length, cancellationToken)).ToArray();
        var bom = start.AsSpan().StartsWith(FileSignature.Utf8Bom) ? FileSignature.Utf8Bom.Length : 0;
        bytes.Skip(bom);

        var records = new CsvRecordReader(bytes, firstOffset: bom, firstLine: 1, BufferSize);
        try
        {
            return await records.ReadAsync(cancellationToken)
                ? new VoterFileScanner(records, VoterHeader.Read(records))
                : throw new InvalidVoterFileException("The file is empty. Send a CSV file with a header and a line for each voter.");
        }
        catch (InvalidVoterFileException e) when (FileSignature.Describe(start) is { } kind)
        {
            throw new InvalidVoterFileException($"{kind} ({e.Message})");
        }
    }

    /// <summary>Reads the rest of the file in place of splitting it. Call it once.</summary>
    /// <param name="today">A date of birth must be before it.</param>
    /// <exception cref="InvalidVoterFileException">A record is larger than 1 MiB, or a quote is never closed.</exception>
    public async IAsyncEnumerable<VoterRow> ReadAsync(DateOnly today, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var rows = new VoterRowReader(Columns, today);
        while (await records.ReadAsync(cancellationToken))
            yield return rows.Read(records);
    }

    /// <summary>Splits the rest of the file. Call it once; when it has ended, the source was read to its end.</summary>
    /// <param name="chunk">How many records a range holds; the last may hold fewer.</param>
    /// <param name="today">A date of birth must be before it. Readers of the ranges must be given the same.</param>
    /// <param name="rejects">
    /// Takes the rejected records as CSV in UTF-8: <c>line,reason,record</c>, the record cut at 4 KiB. Stays open.
    /// </param>
    /// <exception cref="InvalidVoterFileException">A record is larger than 1 MiB, or a quote is never closed.</exception>
    public async IAsyncEnumerable<CsvRange> SplitAsync(
        int chunk, DateOnly today, Stream rejects, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunk, 1);
        var rows = new VoterRowReader(Columns, today);
        await using var rejected = new RejectWriter(rejects);
        await rejected.WriteHeaderAsync();

        var (offset, end, line, count) = (0L, 0L, 0L, 0);
        while (await records.ReadAsync(cancellationToken))
        {
            if (count == chunk)
            {
                yield return new CsvRange(offset, end - offset, line, count);
                count = 0;
            }
            if (count == 0)
                (offset, line) = (records.Offset, records.Line);
            count++;
            end = records.End;
            Records++;
            if (rows.Read(records).Rejection is { } reason)
            {
                rejectedBy[reason] = rejectedBy.GetValueOrDefault(reason) + 1;
                await rejected.WriteAsync(records.Line, reason, records.Raw);
            }
        }
        if (count > 0)
            yield return new CsvRange(offset, end - offset, line, count);
    }
}
