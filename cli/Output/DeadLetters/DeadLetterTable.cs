using Pipeline.Cli.Api.DeadLetters;
using Spectre.Console;

namespace Pipeline.Cli.Output.DeadLetters;

/// <summary>Dead letters for people, one a row: what to give to <c>--id</c>, and what it died of.</summary>
internal static class DeadLetterTable
{
    public static void Write(IAnsiConsole console, IReadOnlyList<DeadLetter> letters)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var name in (string[])["dead letter", "at", "job", "attempts", "why"])
            table.AddColumn(new TableColumn(name)
            {
                Alignment = name == "attempts" ? Justify.Right : Justify.Left,
                NoWrap = name != "why",
                Padding = new Padding(0, 0, 2, 0),
            });
        foreach (var letter in letters)
            table.AddRow(
                new Text($"{letter.JobId ?? letter.Id}"), new Text(Amounts.Moment(letter.At)), new Text(DeadWords.Kind(letter.Type)),
                new Text(letter.Attempts is { } attempts ? Amounts.Count(attempts) : ""), new Text(DeadWords.Why(letter)));
        console.Write(table);
    }
}
