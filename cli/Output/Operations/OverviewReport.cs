using Pipeline.Cli.Api.Jobs;
using Pipeline.Cli.Api.Operations;
using Spectre.Console;

namespace Pipeline.Cli.Output.Operations;

/// <summary>The pipeline at a glance, for people.</summary>
internal static class OverviewReport
{
    public static void Write(IAnsiConsole console, OverviewDocument now)
    {
        Facts.Write(
            console,
            ("at", Amounts.Moment(now.At)),
            ("queued", Count(now.Jobs.Queued)),
            ("waiting", Count(now.Jobs.Waiting)),
            ("running", Count(now.Jobs.Running)),
            ("dead jobs", Count(now.Jobs.Dead)),
            ("dead messages", Count(now.DeadMessages)),
            ("open flows", Count(now.OpenFlows)),
            ("to publish", Count(now.Outbox.Due) + (now.Outbox.OldestSeconds is { } age ? $", the oldest due for {Amounts.Left(Amounts.Span(age))}" : "")),
            ("last hour", Words(now.LastHour)),
            ("last day", Words(now.LastDay)),
            ("jobs kept", $"about {Amounts.Count(now.JobsEstimate)}"),
            ("workers alive", Amounts.Count(now.WorkersAlive)));
        if (now.Workers.Count == 0) return;
        FittingTable.Write<Worker>(
            console, now.Workers,
            new("worker", w => ServerText.Clean(w.Host)),
            new("state", w => w.Alive ? "alive" : "gone"),
            new("started", w => Amounts.Moment(w.StartedAt)),
            new("heartbeat", w => Amounts.Moment(w.HeartbeatAt)),
            new("id", w => $"{w.Id}"));
    }

    private static string Count(BoundedCount count) => Amounts.Count(count.Count) + (count.More ? "+" : "");

    private static string Words(OutcomeCounts counts) => string.Join(", ", new (long Count, string What)[]
    {
        (counts.Succeeded, "succeeded"), (counts.Retried, "retried"), (counts.Dead, "dead"), (counts.Cancelled, "cancelled"), (counts.Expired, "expired"),
    }.Where(part => part.Count > 0 || part.What == "succeeded").Select(part => $"{Amounts.Count(part.Count)} {part.What}"));
}
