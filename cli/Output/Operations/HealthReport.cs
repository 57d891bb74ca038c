using Pipeline.Cli.Api.Operations;
using Spectre.Console;

namespace Pipeline.Cli.Output.Operations;

/// <summary>Health for people: what is asked, a row, and then only the lanes that are not well.</summary>
internal static class HealthReport
{
    public static void Write(IAnsiConsole console, HealthDocument health)
    {
        console.Write(new Text(ServerText.Clean(health.Status) + "\n"));
        if (health.Servers is { Count: > 0 } servers)
            FittingTable.Write<KeyValuePair<string, ServerHealth>>(
                console, [.. servers],
                new("server", server => ServerText.Clean(server.Key)),
                new("health", server => server.Value.Healthy ? "ok" : "does not answer"),
                new("ms", server => Amounts.Rate(server.Value.Milliseconds), Number: true),
                new("error", server => ServerText.Clean(server.Value.Error), Long: true));
        foreach (var (queue, lane) in (health.Lanes ?? new Dictionary<string, LaneHealth>()).Where(lane => !lane.Value.Healthy))
            console.Write(new Text(ServerText.Clean($"{queue}: {(lane.Messages is { } waiting ? $"{Amounts.Count(waiting)} messages wait, {lane.Consumers} consumers" : "there is no such queue")}") + "\n"));
    }
}
