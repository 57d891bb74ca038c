using Pipeline.Cli.Api.DeadLetters;

namespace Pipeline.Cli.Output.DeadLetters;

/// <summary>How dead letters are called.</summary>
internal static class DeadWords
{
    private const int LongestError = 200;

    public static string Kind(string? type) => type is null ? "(message)" : ServerText.Clean(type);

    /// <summary>A job's error says more than what it shares with others.</summary>
    public static string Why(DeadLetter letter)
    {
        if (letter.JobId is null)
            return ServerText.Clean($"{letter.Cause}; {Amounts.Count(letter.BodyLength ?? 0)} bytes{(letter.Lane is { } lane ? $" in lane {lane}" : "")}");
        var line = ServerText.Clean((letter.Error ?? letter.Cause).Split('\n', 2)[0]);
        return line.Length > LongestError ? line[..LongestError] + "…" : line;
    }
}
