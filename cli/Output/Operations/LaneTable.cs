using Pipeline.Cli.Api.Operations;
using Spectre.Console;

namespace Pipeline.Cli.Output.Operations;

/// <summary>Queues for people, one a row.</summary>
internal static class LaneTable
{
    public static void Write(IAnsiConsole console, LaneList list) => FittingTable.Write<Lane>(
        console, list.Lanes,
        new("lane", lane => ServerText.Clean(lane.Queue)),
        new("waiting", lane => lane.Messages is { } messages ? Amounts.Count(messages) : "missing", Number: true),
        new("consumers", lane => Amounts.Count(lane.Consumers), Number: true),
        new("jobs/s", lane => lane.JobsPerSecond is { } rate ? Amounts.Rate(rate) : "", Number: true),
        new("health", lane => lane.Healthy ? "ok" : "not taken care of"),
        new("kind", lane => ServerText.Clean(lane.Kind)));
}
