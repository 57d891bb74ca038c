using Pipeline.Telemetry.Tracing;

namespace Pipeline.Telemetry;

/// <summary>What whoever collects telemetry must know.</summary>
public static class PipelineTelemetry
{
    /// <summary>The name of the activity source, and of the meter.</summary>
    public const string Name = "Pipeline";

    /// <summary>Somebody listens to the spans.</summary>
    public static bool IsTraced => JobSpans.Source.HasListeners();
}
