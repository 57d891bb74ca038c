using Pipeline.Jobs;

namespace Pipeline.Bench.Latency;

/// <summary>Who enqueues, and what else is going on.</summary>
/// <param name="Key">Its name on the command line.</param>
/// <param name="Title">For people.</param>
/// <param name="From">Who enqueues.</param>
/// <param name="IsBusy">Whether a backlog is being worked off meanwhile.</param>
/// <param name="Priority">Of the samples.</param>
internal sealed record LatencyCase(string Key, string Title, LatencySource From, bool IsBusy = false, JobPriority Priority = JobPriority.Normal)
{
    public static readonly IReadOnlyList<LatencyCase> All =
    [
        new("latency.idle-app", "idle, enqueued in the app's process", LatencySource.App),
        new("latency.idle-web", "idle, enqueued in another process with its own relay", LatencySource.Web),
        new("latency.idle-mute", "idle, enqueued in a process without a relay", LatencySource.Mute),
        new("latency.busy-app", "with a backlog, enqueued in the app's process", LatencySource.App, IsBusy: true),
        new("latency.busy-web", "with a backlog, enqueued in another process with its own relay", LatencySource.Web, IsBusy: true),
        new("latency.busy-urgent", "with a backlog, high priority", LatencySource.Web, IsBusy: true, JobPriority.High),
    ];
}
