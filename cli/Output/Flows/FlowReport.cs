using Pipeline.Cli.Api.Flows;
using Spectre.Console;

namespace Pipeline.Cli.Output.Flows;

/// <summary>One flow for people: a short table of what is known, what lies in it, and what failed.</summary>
internal static class FlowReport
{
    public static void Write(IAnsiConsole console, FlowDocument flow)
    {
        var table = new Table { ShowHeaders = false, Border = console.IsTerminal() ? TableBorder.Rounded : TableBorder.None };
        table.AddColumn(new TableColumn("").NoWrap()).AddColumn(new TableColumn("").RightAligned());

        foreach (var (name, value) in Rows(flow))
        {
            if (value is not null)
                table.AddRow(new Text(name), new Text(value));
        }

        console.Write(table);
        foreach (var line in flow.Summary is { } summary ? SummaryLines.Of(summary) : [])
            console.Write(new Text(line + "\n"));
        FlowTreeView.Write(console, flow);
        FailedTable.Write(console, flow.Failed ?? []);
    }

    private static (string Name, string? Value)[] Rows(FlowDocument flow) =>
    [
        ("flow", $"{flow.Id}"),
        ("status", ServerText.Clean(flow.Status)),
        ("pattern", flow.Pattern is null ? null : ServerText.Clean(flow.Pattern)),
        ("host", flow.Host is null ? null : ServerText.Clean(flow.Host)),
        ("accepted", flow.AcceptedAt is null ? null : Amounts.Moment(flow.AcceptedAt)),
        ("records", Count(flow.Records)),
        ("registered", Count(flow.Registered)),
        ("updated", Count(flow.Updated)),
        ("rejected", Count(flow.Rejected)),
        ("jobs", Count(flow.Jobs.Total)),
        ("open", flow.Ended ? null : Count(flow.Jobs.Open)),
        ("stage", flow.Ended || flow.Stage is null ? null : ServerText.Clean(flow.Stage)),
        ("members", flow.Ended || flow.Members is null || $"{flow.Members}" == "" ? null : $"{flow.Members}"),
        ("dead", Some(flow.Jobs.Dead)),
        ("cancelled", Some(flow.Jobs.Cancelled)),
        ("expired", Some(flow.Jobs.Expired)),
        ("seconds", flow.Seconds is { } seconds ? Amounts.Seconds(seconds) : null),
        ("records/s", flow.RecordsPerSecond is { } rate ? Amounts.Rate(rate) : null),
    ];

    private static string? Count(long? value) => value is { } known ? Amounts.Count(known) : null;

    private static string? Some(long value) => value > 0 ? Amounts.Count(value) : null;
}
