using System.Text;
using System.Text.Unicode;

namespace Voters.Csv;

/// <summary>A field's text, trimmed of white space.</summary>
/// <param name="Text">The text; where the bytes are not UTF-8, with a replacement character for each fault.</param>
/// <param name="Bytes">How many bytes of the file it takes.</param>
/// <param name="IsText">False if it is not UTF-8 or holds a NUL.</param>
internal readonly record struct CsvField(string Text, int Bytes, bool IsText)
{
    /// <param name="raw">The field with each byte as one char, as <see cref="ByteCharReader"/> hands it out.</param>
    public static CsvField Decode(string raw)
    {
        if (Ascii.IsValid(raw))
        {
            var trimmed = raw.Trim();
            return new CsvField(trimmed, trimmed.Length, !trimmed.Contains('\0'));
        }
        var bytes = Encoding.Latin1.GetBytes(raw);
        var text = Encoding.UTF8.GetString(bytes).Trim();
        return Utf8.IsValid(bytes)
            ? new CsvField(text, Encoding.UTF8.GetByteCount(text), !text.Contains('\0'))
            : new CsvField(text, bytes.AsSpan().Trim(" \t\r\n\v\f"u8).Length, IsText: false);
    }
}
