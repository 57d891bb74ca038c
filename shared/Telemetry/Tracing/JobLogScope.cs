using System.Collections;
using System.Diagnostics;
using System.Globalization;
using Pipeline.Jobs;
using Span = System.Diagnostics.Activity;

namespace Pipeline.Telemetry.Tracing;

/// <summary>What every line of a log carries while a handler runs.</summary>
internal sealed class JobLogScope(IReadOnlyList<ClaimedJob> jobs, int lane) : IReadOnlyList<KeyValuePair<string, object?>>
{
    // Of the trace that somebody listens to, else of the one that the job was enqueued in.
    private readonly string? _trace = Span.Current is { IdFormat: ActivityIdFormat.W3C } span ? span.TraceId.ToHexString()
        : ActivityContext.TryParse(jobs[0].TraceParent, null, out var made) ? made.TraceId.ToHexString() : null;

    public int Count => 7;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("JobId", jobs[0].Id),
        1 => new("JobType", jobs[0].Type),
        2 => new("JobAttempt", jobs[0].Attempt + 1),
        3 => new("FlowId", jobs[0].Flow?.Id),
        4 => new("Lane", lane),
        5 => new("JobTrace", _trace),
        6 => new("Jobs", jobs.Count),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"JobId:{jobs[0].Id} JobType:{jobs[0].Type} JobAttempt:{jobs[0].Attempt + 1} FlowId:{jobs[0].Flow?.Id} Lane:{lane} JobTrace:{_trace} Jobs:{jobs.Count}");
}
