using System.Text;
using Voters.Csv;

namespace Voters.Tests.Csv;

/// <summary>What the scanner and then the reader, range by range, made of a file.</summary>
internal sealed record ScannedFile(
    VoterColumns Columns, IReadOnlyList<CsvRange> Ranges, IReadOnlyList<VoterRow> Rows, long Records, long Rejected, string Rejects)
{
    public static readonly DateOnly Today = new(2026, 6, 1);

    public IReadOnlyList<Voter> Voters => [.. from row in Rows where row.IsAccepted select row.Voter];

    public static Task<ScannedFile> ReadAsync(string text, int chunk = 100) => ReadAsync(Encoding.UTF8.GetBytes(text), chunk);

    /// <param name="trickle">If given, the streams hand out few bytes at a time, as many as this seed says.</param>
    public static async Task<ScannedFile> ReadAsync(byte[] file, int chunk = 100, int? trickle = null)
    {
        var scanner = await VoterFileScanner.OpenAsync(Open(file, trickle));
        using var rejects = new MemoryStream();
        List<CsvRange> ranges = [];
        await foreach (var range in scanner.SplitAsync(chunk, Today, rejects))
            ranges.Add(range);

        List<VoterRow> rows = [];
        foreach (var range in ranges)
        {
            var content = file.AsMemory((int)range.Offset, (int)range.Length).ToArray();
            await foreach (var row in VoterReader.ReadAsync(Open(content, trickle), range, scanner.Columns, Today))
                rows.Add(row);
        }
        var rejected = Encoding.UTF8.GetString(rejects.ToArray());
        return new ScannedFile(scanner.Columns, ranges, rows, scanner.Records, scanner.Rejected, rejected);
    }

    private static AsyncOnlyStream Open(byte[] content, int? trickle) => new(content, trickle);
}
