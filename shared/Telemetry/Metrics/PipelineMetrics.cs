using System.Diagnostics;
using System.Diagnostics.Metrics;
using Pipeline.Jobs;

namespace Pipeline.Telemetry.Metrics;

/// <summary>The counters and histograms of meter <c>Pipeline</c>: what this process does. What the whole pipeline is like, <see cref="GaugeLoop"/> looks at.</summary>
public sealed class PipelineMetrics : IDisposable
{
    // Seconds, from a no-op to the longest time limit.
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1200] };

    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _wait;
    private readonly Counter<long> _outcomes;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _sweeps;
    private readonly Counter<long> _published;

    public PipelineMetrics()
    {
        Meter = new(PipelineTelemetry.Name, PipelineTelemetry.Version);
        _duration = Meter.CreateHistogram("pipeline.job.duration", "s", "How long a handler ran.", tags: null, Seconds);
        _wait = Meter.CreateHistogram("pipeline.job.wait", "s", "From when a job was due to when its message was claimed.", tags: null, Seconds);
        _outcomes = Meter.CreateCounter<long>("pipeline.job.outcomes", "{job}", "Jobs that came to an end.");
        _retries = Meter.CreateCounter<long>("pipeline.job.retries", "{attempt}", "Failed attempts with another one to come.");
        _sweeps = Meter.CreateCounter<long>("pipeline.sweep.actions", "{action}", "What sweeps did.");
        _published = Meter.CreateCounter<long>("pipeline.relay.published", "{message}", "Messages that the broker confirmed and routed.");
    }

    internal Meter Meter { get; }

    /// <summary>Counts the outcomes of one commit.</summary>
    internal void Count(Lease lease, IReadOnlyList<JobOutcome> outcomes)
    {
        if (!_outcomes.Enabled && !_duration.Enabled && !_wait.Enabled && !_retries.Enabled) return;
        foreach (var outcome in outcomes)
            Count(lease, outcome);
    }

    internal void Swept(string sweep, int actions)
    {
        if (actions > 0 && _sweeps.Enabled) _sweeps.Add(actions, new KeyValuePair<string, object?>("sweep", sweep));
    }

    internal void Published(int messages)
    {
        if (messages > 0) _published.Add(messages);
    }

    public void Dispose() => Meter.Dispose();

    private void Count(Lease lease, JobOutcome outcome)
    {
        if (outcome.Kind == JobOutcomeKind.Parked) return;
        var type = new KeyValuePair<string, object?>("job.type", outcome.Job.Type);
        var tags = new TagList { type, new("outcome", Word(outcome.Kind)) };
        if (outcome.Kind == JobOutcomeKind.Retry) _retries.Add(1, type);
        else _outcomes.Add(1, tags);
        // What never ran has no duration.
        if (outcome.Kind is JobOutcomeKind.Cancelled or JobOutcomeKind.Expired) return;
        _duration.Record(outcome.Elapsed.TotalSeconds, tags);
        _wait.Record(lease.Waited.TotalSeconds, type);
    }

    private static string Word(JobOutcomeKind kind) => kind switch
    {
        JobOutcomeKind.Succeeded => "succeeded",
        JobOutcomeKind.Retry => "retried",
        JobOutcomeKind.Dead => "dead",
        JobOutcomeKind.Expired => "expired",
        JobOutcomeKind.Cancelled => "cancelled",
        _ => throw new InvalidOperationException($"Outcome {kind} is not counted."),
    };
}
