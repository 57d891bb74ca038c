using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;

namespace Pipeline.Emulator.Invocation;

/// <summary>The trace that was current when the invocation began to look.</summary>
internal sealed class ActivityTraceContext : TraceContext
{
    private readonly Activity? activity = Activity.Current;

    public override string TraceParent => activity?.Id ?? "";

    public override string TraceState => activity?.TraceStateString ?? "";
}
