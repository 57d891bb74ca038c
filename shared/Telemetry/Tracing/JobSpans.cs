using System.Diagnostics;
using Pipeline.Jobs;
using Span = System.Diagnostics.Activity;

namespace Pipeline.Telemetry.Tracing;

/// <summary>
/// The spans on a job's way, as the messaging conventions have them (https://opentelemetry.io/docs/specs/semconv/messaging/): enqueue, send, process, and the handler's run.
/// Where nobody listens each costs one look at a field.
/// </summary>
internal static class JobSpans
{
    public static readonly ActivitySource Source = new(PipelineTelemetry.Name, PipelineTelemetry.Version);

    /// <summary>Jobs come to be; the rows remember this span, so that the trace goes on in whichever process publishes them.</summary>
    public static Span? Enqueue(string type, int? count = null)
    {
        if (!Source.HasListeners() || Source.StartActivity($"enqueue {type}", ActivityKind.Producer) is not { } span) return null;
        span.SetTag("messaging.system", "rabbitmq").SetTag("messaging.operation.name", "enqueue").SetTag("messaging.operation.type", "create").SetTag("job.type", type);
        if (count is not null) span.SetTag("messaging.batch.message_count", count);
        return span;
    }

    /// <summary>A message goes to the broker, until its confirm.</summary>
    /// <param name="queue">Its routing key: by the default exchange, the queue.</param>
    /// <param name="message">Its id.</param>
    /// <param name="parent">What its row remembers.</param>
    /// <param name="bytes">Of its body.</param>
    public static Span? Send(string queue, Guid message, string? parent, int bytes)
    {
        if (!Source.HasListeners()) return null;
        return Message(Source.StartActivity($"send {queue}", ActivityKind.Producer, Parse(parent)), "send", "send", queue, message)?.SetTag("messaging.message.body.size", bytes);
    }

    /// <summary>A message is processed, from its delivery until the host may ack.</summary>
    /// <param name="queue">Where it came from.</param>
    /// <param name="message">Its id.</param>
    /// <param name="parent">The header that came with it.</param>
    public static Span? Process(string queue, Guid message, string? parent)
    {
        if (!Source.HasListeners()) return null;
        var sent = Parse(parent);
        // The host's own span of the invocation, where it continues the same trace, lies between.
        var context = Span.Current is { } host && (sent == default || host.TraceId == sent.TraceId) ? host.Context : sent;
        return Message(Source.StartActivity($"process {queue}", ActivityKind.Consumer, context), "process", "process", queue, message);
    }

    /// <summary>Tells a message's span which jobs it names: those of other traces are linked.</summary>
    public static void Claimed(Span? span, IReadOnlyList<ClaimedJob> jobs)
    {
        if (span is not { IsAllDataRequested: true } || jobs.Count == 0) return;
        span.SetTag("messaging.batch.message_count", jobs.Count).SetTag("job.type", jobs[0].Type);
        Link(span, jobs);
    }

    /// <summary>A handler runs.</summary>
    public static Span? Run(IReadOnlyList<ClaimedJob> jobs, int lane)
    {
        if (!Source.HasListeners() || Source.StartActivity($"run {jobs[0].Type}") is not { } span) return null;
        span.SetTag("job.type", jobs[0].Type).SetTag("job.id", jobs[0].Id).SetTag("job.version", jobs[0].Version).SetTag("job.attempt", jobs[0].Attempt + 1).SetTag("job.lane", lane);
        if (jobs[0].Flow is { } flow) span.SetTag("flow.id", flow.Id);
        if (jobs.Count > 1) span.SetTag("messaging.batch.message_count", jobs.Count);
        Link(span, jobs);
        return span;
    }

    /// <summary>The kind of error only: its text may hold what the arguments held.</summary>
    public static void Failed(Span? span, Exception error) => span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", error.GetType().FullName);

    private static Span? Message(Span? span, string operation, string type, string queue, Guid message) => span?
        .SetTag("messaging.system", "rabbitmq").SetTag("messaging.operation.name", operation).SetTag("messaging.operation.type", type)
        .SetTag("messaging.destination.name", queue).SetTag("messaging.rabbitmq.destination.routing_key", queue).SetTag("messaging.message.id", message.ToString());

    private static void Link(Span span, IReadOnlyList<ClaimedJob> jobs)
    {
        foreach (var parent in jobs.Select(j => j.TraceParent).Distinct())
            if (Parse(parent) is var made && made != default && made.TraceId != span.TraceId)
                span.AddLink(new(made));
    }

    private static ActivityContext Parse(string? parent) => ActivityContext.TryParse(parent, null, isRemote: true, out var context) ? context : default;
}
