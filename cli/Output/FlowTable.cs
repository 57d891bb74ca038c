using Pipeline.Cli.Api;
using Spectre.Console;

namespace Pipeline.Cli.Output;

/// <summary>Recent flows for people, one a row.</summary>
internal static class FlowTable
{
    public static void Write(IAnsiConsole console, FlowList list)
    {
        var table = new Table { Border = console.IsTerminal() ? TableBorder.Rounded : TableBorder.None };
        foreach (var name in new[] { "flow", "status", "pattern", "accepted" })
            table.AddColumn(new TableColumn(name).NoWrap());
        foreach (var name in new[] { "jobs", "dead", "records", "rejected", "seconds" })
            table.AddColumn(new TableColumn(name).NoWrap().RightAligned());

        foreach (var flow in list.Flows)
            table.AddRow(Cells(flow).Select(cell => new Text(cell)));

        console.Write(table);
    }

    private static string[] Cells(FlowDocument flow) =>
    [
        $"{flow.Id}",
        ServerText.Clean(flow.Status),
        ServerText.Clean(flow.Pattern),
        Amounts.Moment(flow.AcceptedAt),
        $"{Amounts.Count(flow.Jobs.Done)}/{Amounts.Count(flow.Jobs.Total)}",
        Amounts.Count(flow.Jobs.Dead),
        flow.Records is { } records ? Amounts.Count(records) : "",
        flow.Rejected is { } rejected ? Amounts.Count(rejected) : "",
        flow.Seconds is { } seconds ? Amounts.Seconds(seconds) : "",
    ];
}
