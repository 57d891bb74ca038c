using Pipeline.Cli.Api.DeadLetters;
using Spectre.Console;

namespace Pipeline.Cli.Output.DeadLetters;

/// <summary>Groups of dead letters for people, one a row.</summary>
internal static class DeadGroupTable
{
    public static void Write(IAnsiConsole console, IReadOnlyList<DeadGroup> groups)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var name in (string[])["count", "first", "last", "job", "cause"])
            table.AddColumn(new TableColumn(name)
            {
                Alignment = name == "count" ? Justify.Right : Justify.Left,
                NoWrap = name != "cause",
                Padding = new Padding(0, 0, 2, 0),
            });
        foreach (var group in groups)
            table.AddRow(
                new Text(Amounts.Count(group.Count)), new Text(Amounts.Moment(group.First)), new Text(Amounts.Moment(group.Last)),
                new Text(DeadWords.Kind(group.Type)), new Text(ServerText.Clean(group.Cause)));
        console.Write(table);
    }
}
