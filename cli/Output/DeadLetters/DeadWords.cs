using Pipeline.Cli.Api.DeadLetters;

namespace Pipeline.Cli.Output.DeadLetters;

/// <summary>How dead letters are called.</summary>
internal static class DeadWords
{
    public static string Kind(string? type) => type is null ? "(message)" : ServerText.Clean(type);

    /// <summary>A job's error says more than what it shares with others.</summary>
    public static string Why(DeadLetter letter)
    {
        if (letter.JobId is null)
            return ServerText.Clean($"{letter.Cause}; {Amounts.Count(letter.BodyLength ?? 0)} bytes{(letter.Lane is { } lane ? $" in lane {lane}" : "")}");
        return ServerText.FirstLine(letter.Error ?? letter.Cause);
    }
}
