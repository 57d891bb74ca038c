using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;

namespace Pipeline.Emulator.Invocation;

/// <summary>The trace that was current when the invocation began to look.</summary>
internal sealed class ActivityTraceContext : TraceContext
{
    private readonly Activity? _activity = Activity.Current;

    public override string TraceParent => _activity?.Id ?? "";

    public override string TraceState => _activity?.TraceStateString ?? "";
}
