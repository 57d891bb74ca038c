using Pipeline.Telemetry;
using Pipeline.Telemetry.Metrics;
using Pipeline.Telemetry.Tracing;

namespace Pipeline.Tests.Telemetry;

public sealed class PipelineTelemetryTests
{
    [Fact]
    public void Spans_and_metrics_say_which_version_made_them()
    {
        using var metrics = new PipelineMetrics();
        PipelineTelemetry.Version.ShouldMatch(@"\A[0-9]+\.[0-9]+\.[0-9]+\z");
        (metrics.Meter.Version, JobSpans.Source.Version).ShouldBe((PipelineTelemetry.Version, PipelineTelemetry.Version));
    }
}
