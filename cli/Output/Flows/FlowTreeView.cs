using Pipeline.Cli.Api.Flows;
using Spectre.Console;

namespace Pipeline.Cli.Output.Flows;

/// <summary>What lies in a flow, for people: its callbacks and the flows in it, as a tree.</summary>
internal static class FlowTreeView
{
    public static void Write(IAnsiConsole console, FlowDocument flow)
    {
        var callbacks = flow.Callbacks ?? [];
        var flows = flow.Tree?.Flows ?? [];
        if (callbacks.Count == 0 && flows.Count == 0) return;

        var tree = new Tree(new Text(Line(flow.Pattern, flow.Status, flow.Jobs)));
        Add(tree, flows, flow.Tree?.Total ?? 0, flow.Tree?.Next);
        foreach (var callback in callbacks)
            tree.AddNode(new Text(ServerText.Clean($"{callback.Role}: {callback.Type} {callback.Status}")));
        console.Write(tree);
    }

    private static void Add(IHasTreeNodes parent, IReadOnlyList<FlowNode> flows, int total, int? next)
    {
        foreach (var flow in flows)
            Add(parent.AddNode(new Text($"{flow.Place}: {Line(flow.Name, flow.Status, flow.Jobs)}  {flow.Id}")), flow.Flows, flow.Total, null);
        if (next is { } after)
            parent.AddNode(new Text($"… of {Amounts.Count(total)} flows; the next ones: --after {after}"));
        else if (flows.Count > 0 && flows[0].Place == 0 && total > flows.Count || flows.Count == 0 && total > 0)
            parent.AddNode(new Text($"… {Amounts.Count(total)} flows in all: see the flow itself"));
    }

    private static string Line(string? name, string status, JobCounts jobs) => ServerText.Clean(
        $"{name ?? "flow"} {status} {Amounts.Count(jobs.Done)}/{Amounts.Count(jobs.Total)}{(jobs.Dead > 0 ? $", {Amounts.Count(jobs.Dead)} dead" : "")}");
}
