using Pipeline.Cli.Api.Flows;
using Spectre.Console;

namespace Pipeline.Cli.Output.Flows;

/// <summary>Flows for people, one a row.</summary>
internal static class FlowTable
{
    public static void Write(IAnsiConsole console, FlowList list) => FittingTable.Write<FlowDocument>(
        console, list.Flows,
        new("flow", flow => $"{flow.Id}"),
        new("status", flow => ServerText.Clean(flow.Status)),
        new("jobs", flow => $"{Amounts.Count(flow.Jobs.Done)}/{Amounts.Count(flow.Jobs.Total)}", Number: true),
        new("dead", flow => Amounts.Count(flow.Jobs.Dead), Number: true),
        new("accepted", flow => Amounts.Moment(flow.AcceptedAt)),
        new("records", flow => flow.Records is { } records ? Amounts.Count(records) : "", Number: true),
        new("pattern", flow => ServerText.Clean(flow.Pattern)),
        new("rejected", flow => flow.Rejected is { } rejected ? Amounts.Count(rejected) : "", Number: true),
        new("seconds", flow => flow.Seconds is { } seconds ? Amounts.Seconds(seconds) : "", Number: true));
}
