using Pipeline.Cli.Api.Operations;
using Spectre.Console;

namespace Pipeline.Cli.Output.Operations;

/// <summary>Throughput and latency for people: a bar for each span of time, and a row for each job's name.</summary>
internal static class ActivityReport
{
    private const int MostBars = 20;
    private const int LongestBar = 40;

    public static void Write(IAnsiConsole console, ActivityDocument activity)
    {
        var bars = Bars(activity);
        var most = Math.Max(bars.Max(bar => bar.PerSecond), double.Epsilon);
        FittingTable.Write(
            console, bars,
            new Column<Bar>("from", bar => Amounts.Moment(bar.At)),
            new("jobs/s", bar => Amounts.Rate(bar.PerSecond), Number: true),
            new("dead", bar => bar.Dead > 0 ? Amounts.Count(bar.Dead) : "", Number: true),
            new("", bar => new string('█', (int)Math.Ceiling(bar.PerSecond / most * LongestBar))));

        FittingTable.Write(
            console, [.. activity.Types.Select(type => (Name: ServerText.Clean(type.Type), Sum: (ActivitySum)type)), (Name: "all", Sum: activity.Total)],
            new Column<(string Name, ActivitySum Sum)>("job", row => row.Name),
            new("succeeded", row => Amounts.Count(row.Sum.Succeeded), Number: true),
            new("retried", row => Amounts.Count(row.Sum.Retried), Number: true),
            new("dead", row => Amounts.Count(row.Sum.Dead), Number: true),
            new("wait ms p50/p95/p99", row => Words(row.Sum.Wait), Number: true),
            new("run ms p50/p95/p99", row => Words(row.Sum.Run), Number: true),
            new("cancelled", row => Amounts.Count(row.Sum.Cancelled), Number: true),
            new("expired", row => Amounts.Count(row.Sum.Expired), Number: true));
    }

    // Several steps to a bar, so that a day fits on a screen.
    private static Bar[] Bars(ActivityDocument activity)
    {
        var steps = Math.Max(1, (activity.Points.Count + MostBars - 1) / MostBars);
        return [.. activity.Points.Chunk(steps).Select(points => new Bar(
            points[0].At,
            points.Sum(point => point.Succeeded + point.Dead + point.Cancelled + point.Expired) / (double)(points.Length * Math.Max(activity.StepSeconds, 1)),
            points.Sum(point => point.Dead))).DefaultIfEmpty(new Bar(activity.From, 0, 0))];
    }

    private static string Words(Quantiles? times) => times is null ? "" : $"{Amounts.Rate(times.P50)}/{Amounts.Rate(times.P95)}/{Amounts.Rate(times.P99)}";

    private sealed record Bar(DateTimeOffset At, double PerSecond, long Dead);
}
