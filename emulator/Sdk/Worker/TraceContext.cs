namespace Microsoft.Azure.Functions.Worker;

/// <summary>The distributed trace of an invocation, as W3C Trace Context writes it.</summary>
public abstract class TraceContext
{
    protected TraceContext()
    {
    }

    /// <summary>The <c>traceparent</c>, empty when nobody traces.</summary>
    public abstract string TraceParent { get; }

    /// <summary>The <c>tracestate</c>, empty when there is none.</summary>
    public abstract string TraceState { get; }

    public virtual IReadOnlyDictionary<string, string> Attributes { get; } = new Dictionary<string, string>();

    public virtual IReadOnlyDictionary<string, string> Baggage { get; } = new Dictionary<string, string>();
}
