using System.Globalization;
using System.Text;

namespace Pipeline.Cli.Output;

/// <summary>Makes text that came from elsewhere safe to print.</summary>
internal static class ServerText
{
    private const int Longest = 500;
    private const int LongestFirst = 200;

    /// <summary>
    /// One line without control or formatting characters, at most 500 characters: a server must not be able to move the
    /// cursor, retitle the window or reverse the reading direction of an operator's terminal.
    /// </summary>
    public static string Clean(string? text)
    {
        var clean = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (clean.Length >= Longest)
                return clean.Append('…').ToString();

            clean.Append(IsPrintable(rune) ? rune.ToString() : " ");
        }

        return clean.ToString().Trim();
    }

    /// <summary>The first line of an error, at most 200 characters of it.</summary>
    public static string FirstLine(string? text)
    {
        var line = Clean((text ?? "").Split('\n', 2)[0]);
        return line.Length > LongestFirst ? line[..LongestFirst] + "…" : line;
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse);
}
