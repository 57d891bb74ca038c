using Pipeline.Cli.Api.Flows;

namespace Pipeline.Cli.Watching;

/// <summary>Measures a flow's pace over the last seconds, so that a stall or a burst shows soon.</summary>
internal sealed class PaceMeter(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly long started = time.GetTimestamp();
    private readonly Queue<(TimeSpan At, long Done)> looks = new();

    /// <summary>Since the meter was made.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(started);

    /// <summary>Takes note of a look at the flow. The first one gives no pace: the jobs done by then may be hours old.</summary>
    public Pace Note(FlowDocument flow)
    {
        var (now, jobs) = (Elapsed, flow.Jobs);
        looks.Enqueue((now, jobs.Done));
        // One look from before the window stays: the pace reaches back to it.
        while (looks.Count > 2 && now - looks.ElementAt(1).At >= Window)
            looks.Dequeue();

        var first = looks.Peek();
        double? recordsPerJob = flow.Records is { } records && jobs.Total > 0 ? (double)records / jobs.Total : null;
        return Pace.Of(jobs.Done - first.Done, now - first.At, jobs.Open, recordsPerJob);
    }
}
