using System.Text.RegularExpressions;

namespace Pipeline.DeadLetters;

/// <summary>Why a job died, in words that are the same for jobs that died of the same: what differs from job to job is left out.</summary>
internal static partial class DeadCause
{
    private const int Longest = 200;

    // What is cut off here would not fit in any case; the patterns below stay cheap.
    private const int Looked = 1_000;

    /// <summary>The first line of an error with numbers, ids and what is quoted as <c>#</c>; up to 200 characters that a terminal can show.</summary>
    public static string Of(string? error)
    {
        if (string.IsNullOrWhiteSpace(error)) return "unknown";
        var line = error.AsSpan();
        var end = line.IndexOfAny('\r', '\n');
        var text = Cut(end < 0 ? line : line[..end], Looked).ToString();
        text = Varying().Replace(Unprintable().Replace(text, " "), "#").Trim();
        return text.Length == 0 ? "unknown" : Cut(text, Longest).ToString();
    }

    // Half of a character cannot be stored.
    private static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text, int longest) =>
        text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];

    [GeneratedRegex(@"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unprintable();

    [GeneratedRegex("""[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}|'[^']*'|"[^"]*"|[0-9]+(?:[.,:][0-9]+)*""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Varying();
}
