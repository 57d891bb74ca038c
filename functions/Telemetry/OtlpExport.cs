using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Pipeline.Telemetry;

namespace Pipeline.Functions.Telemetry;

/// <summary>Exports spans and metrics by OTLP for as long as the app lives; what is left goes out when it stops.</summary>
internal sealed class OtlpExport : IHostedService, IDisposable
{
    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe)
            // With the requests' own spans and the invocations': what lies below one that nobody records is not recorded either.
            .AddSource(PipelineTelemetry.Name, "Microsoft.AspNetCore", "Microsoft.Azure.Functions.Worker").AddOtlpExporter().Build();
        _metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe).AddMeter(PipelineTelemetry.Name).AddOtlpExporter().Build();
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
