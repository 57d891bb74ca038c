using System.Collections.Concurrent;
using System.Diagnostics;
using Pipeline.Telemetry;

namespace Pipeline.Tests.Telemetry;

/// <summary>Listens to the pipeline's spans, and keeps those of one trace: tests run side by side.</summary>
internal sealed class HeardSpans : IDisposable
{
    private readonly ConcurrentQueue<System.Diagnostics.Activity> _spans = [];
    private readonly ActivityListener _listener;
    private readonly System.Diagnostics.Activity _root = new("request");

    public HeardSpans()
    {
        _root.SetIdFormat(ActivityIdFormat.W3C);
        _root.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        _listener = new()
        {
            ShouldListenTo = source => source.Name == PipelineTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == _root.TraceId) _spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public string TraceId => _root.TraceId.ToHexString();

    /// <summary>Those whose name begins so, in the order of their ends.</summary>
    public IReadOnlyList<System.Diagnostics.Activity> Of(string name) => [.. _spans.Where(s => s.DisplayName.StartsWith(name, StringComparison.Ordinal))];

    /// <summary>Works as a request does that the caller's own instrumentation follows.</summary>
    public async Task InRequestAsync(Func<Task> work)
    {
        _root.Start();
        try
        {
            await work();
        }
        finally
        {
            _root.Stop();
        }
    }

    public void Dispose() => _listener.Dispose();
}
