using Azure.Monitor.OpenTelemetry.Exporter;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Pipeline.Telemetry;

namespace Pipeline.Functions.Telemetry;

/// <summary>Exports spans and metrics for as long as the app lives; what is left goes out when it stops.</summary>
internal sealed class TelemetryExport(ExportTargets targets) : IHostedService, IDisposable
{
    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe)
            // With the requests' own spans and the invocations': children of a span that nobody records are not recorded either.
            .AddSource(PipelineTelemetry.Name, "Microsoft.AspNetCore", "Microsoft.Azure.Functions.Worker");
        var metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe).AddMeter(PipelineTelemetry.Name);
        if (targets.ToCollector)
        {
            traces.AddOtlpExporter();
            metrics.AddOtlpExporter();
        }
        if (targets.ApplicationInsights is not null)
        {
            traces.AddAzureMonitorTraceExporter(targets.Configure);
            metrics.AddAzureMonitorMetricExporter(targets.Configure);
        }
        (_traces, _metrics) = (traces.Build(), metrics.Build());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    // By OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES, where these are set.
    internal static void Describe(ResourceBuilder resource) => resource.AddService("pipeline").AddEnvironmentVariableDetector();
}
