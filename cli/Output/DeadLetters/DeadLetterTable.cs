using Pipeline.Cli.Api.DeadLetters;
using Spectre.Console;

namespace Pipeline.Cli.Output.DeadLetters;

/// <summary>Dead letters for people, one a row: what to give to <c>--id</c>, and what it died of.</summary>
internal static class DeadLetterTable
{
    public static void Write(IAnsiConsole console, IReadOnlyList<DeadLetter> letters) => WholeTable.Write<DeadLetter>(
        console, letters,
        new("dead letter", letter => $"{letter.JobId ?? letter.Id}"),
        new("at", letter => Amounts.Moment(letter.At)),
        new("job", letter => DeadWords.Kind(letter.Type)),
        new("attempts", letter => letter.Attempts is { } attempts ? Amounts.Count(attempts) : "", Number: true),
        new("why", DeadWords.Why, Long: true));
}
