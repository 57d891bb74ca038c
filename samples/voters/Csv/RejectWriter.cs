using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CsvHelper;
using CsvHelper.Configuration;

namespace Voters.Csv;

/// <summary>Writes the rejected records as CSV in UTF-8 with the columns <c>line,reason,record</c>, as they come.</summary>
internal sealed class RejectWriter : IAsyncDisposable
{
    private const int MaxRecordBytes = 4096;
    private const int LongestSequence = 4;

    private readonly byte[] cut = new byte[MaxRecordBytes];
    private readonly CsvWriter writer;

    /// <param name="target">Stays open.</param>
    public RejectWriter(Stream target) => writer = new CsvWriter(
        new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true),
        new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" });

    public Task WriteHeaderAsync() => WriteAsync("line", "reason", "record");

    /// <param name="raw">The record, each byte as one char.</param>
    public Task WriteAsync(long line, RejectReason reason, string raw) =>
        WriteAsync(line.ToString(CultureInfo.InvariantCulture), reason.ToCode(), Readable(raw));

    public ValueTask DisposeAsync() => writer.DisposeAsync();

    private async Task WriteAsync(string line, string reason, string record)
    {
        writer.WriteField(line);
        writer.WriteField(reason);
        writer.WriteField(record);
        await writer.NextRecordAsync();
    }

    // A sequence that the first cut halves lies past the second one: replacing a fault never makes the text shorter.
    private string Readable(string raw)
    {
        var bytes = Encoding.Latin1.GetBytes(raw, 0, Math.Min(raw.Length, MaxRecordBytes + LongestSequence));
        var text = Encoding.UTF8.GetString(bytes).Replace('\0', '\uFFFD');
        Utf8.FromUtf16(text, cut, out var kept, out _);
        return text[..kept];
    }
}
