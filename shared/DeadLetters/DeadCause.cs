using System.Text.RegularExpressions;

namespace Pipeline.DeadLetters;

/// <summary>Why a job died, in words that are the same for jobs that died of the same: what differs from job to job is left out.</summary>
internal static partial class DeadCause
{
    private const int Longest = 200;

    /// <summary>The first line of an error with numbers, ids and what is quoted as <c>#</c>; up to 200 characters.</summary>
    public static string Of(string? error)
    {
        if (string.IsNullOrWhiteSpace(error)) return "unknown";
        var line = error.AsSpan();
        var end = line.IndexOfAny('\r', '\n');
        // What is cut off here would not fit in any case; the patterns below stay cheap.
        var text = (end < 0 ? line : line[..end])[..Math.Min(end < 0 ? line.Length : end, 1_000)].ToString();
        text = Varying().Replace(text, "#").Trim();
        return text.Length switch
        {
            0 => "unknown",
            > Longest => text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)],
            _ => text,
        };
    }

    [GeneratedRegex("""[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}|'[^']*'|"[^"]*"|[0-9]+(?:[.,:][0-9]+)*""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Varying();
}
