using Pipeline.Telemetry.Tracing;

namespace Pipeline.Telemetry;

/// <summary>What whoever collects telemetry must know.</summary>
public static class PipelineTelemetry
{
    /// <summary>The name of the activity source, and of the meter.</summary>
    public const string Name = "Pipeline";

    /// <summary>The version of both, which is the library's: <c>1.2.3</c>.</summary>
    public static readonly string Version = typeof(PipelineTelemetry).Assembly.GetName().Version!.ToString(3);

    /// <summary>Somebody listens to the spans.</summary>
    public static bool IsTraced => JobSpans.Source.HasListeners();
}
