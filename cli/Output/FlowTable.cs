using Pipeline.Cli.Api;
using Spectre.Console;

namespace Pipeline.Cli.Output;

/// <summary>Recent flows for people, one a row; a narrow terminal shows fewer columns, never a broken row.</summary>
internal static class FlowTable
{
    private const int Gap = 2;

    /// <summary>The most needed first: the last ones are left out where there is no room.</summary>
    private static readonly (string Name, bool Number, Func<FlowDocument, string> Cell)[] Columns =
    [
        ("flow", false, flow => $"{flow.Id}"),
        ("status", false, flow => ServerText.Clean(flow.Status)),
        ("jobs", true, flow => $"{Amounts.Count(flow.Jobs.Done)}/{Amounts.Count(flow.Jobs.Total)}"),
        ("dead", true, flow => Amounts.Count(flow.Jobs.Dead)),
        ("accepted", false, flow => Amounts.Moment(flow.AcceptedAt)),
        ("records", true, flow => flow.Records is { } records ? Amounts.Count(records) : ""),
        ("pattern", false, flow => ServerText.Clean(flow.Pattern)),
        ("rejected", true, flow => flow.Rejected is { } rejected ? Amounts.Count(rejected) : ""),
        ("seconds", true, flow => flow.Seconds is { } seconds ? Amounts.Seconds(seconds) : ""),
    ];

    public static void Write(IAnsiConsole console, FlowList list)
    {
        var table = new Table { Border = TableBorder.None };
        var cells = list.Flows.Select(_ => new List<Text>()).ToArray();
        var room = console.Profile.Width;

        foreach (var (name, number, cell) in Columns)
        {
            var column = list.Flows.Select(cell).ToArray();
            room -= column.Append(name).Max(text => new Text(text).Length) + Gap;
            if (room < 0 && table.Columns.Count > 0)
                break;

            table.AddColumn(new TableColumn(name)
            {
                Alignment = number ? Justify.Right : Justify.Left,
                NoWrap = true,
                Padding = new Padding(0, 0, Gap, 0),
            });
            for (var row = 0; row < cells.Length; row++)
                cells[row].Add(new Text(column[row]));
        }

        foreach (var row in cells)
            table.AddRow(row);

        console.Write(table);
    }
}
