using System.Text;

namespace Voters.Csv;

/// <summary>Says what a file seems to be by its first bytes, so that somebody who sent the wrong one is told so.</summary>
internal static class FileSignature
{
    /// <summary>How many bytes are worth looking at.</summary>
    public const int Length = 512;

    public static ReadOnlySpan<byte> Utf8Bom => [0xEF, 0xBB, 0xBF];

    /// <returns>A sentence that names the kind and what to do, or null for what may well be CSV.</returns>
    public static string? Describe(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith<byte>([0xFF, 0xFE]) || start.StartsWith<byte>([0xFE, 0xFF]) || start.StartsWith<byte>([0, 0, 0xFE, 0xFF]))
            return "The file is UTF-16 or UTF-32 text. Save it as CSV in UTF-8.";
        if (start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0]))
            return "The file is a spreadsheet or a ZIP archive. Export the table as CSV in UTF-8.";
        if (start.StartsWith<byte>([0x1F, 0x8B]) || start.StartsWith<byte>([0x28, 0xB5, 0x2F, 0xFD]) || start.StartsWith("BZh"u8))
            return "The file is compressed. Unpack it and send the CSV file itself.";
        if (start.StartsWith("%PDF-"u8))
            return "The file is a PDF. Export the table as CSV in UTF-8.";
        if (start.Contains((byte)0))
            return "The file is binary, not text. Send a CSV file in UTF-8.";

        var text = start.StartsWith(Utf8Bom) ? start[Utf8Bom.Length..] : start;
        return text.TrimStart(" \t\r\n"u8) switch
        {
            [(byte)'<', ..] => "The file is HTML or XML, not CSV. Perhaps an error page was saved in its place: download it again.",
            [(byte)'{', ..] or [(byte)'[', ..] => "The file is JSON, not CSV. Export the table as CSV in UTF-8.",
            _ => null,
        };
    }
}
