using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace Pipeline.Functions.Telemetry;

internal static class TelemetryServices
{
    /// <summary>
    /// Exports spans, metrics and logs to the collector of <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and to the component of
    /// <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c>, where these are set. Register it before all other services.
    /// </summary>
    /// <exception cref="PipelineConfigurationException">A setting is malformed, or headers would go to another machine without TLS.</exception>
    public static void AddTelemetryExport(this IServiceCollection services, IConfiguration configuration)
    {
        var targets = ExportTargets.From(configuration);
        if (targets.IsNone) return;
        services.AddSingleton<IHostedService>(new TelemetryExport(targets));
        services.AddLogging(logging => logging.AddOpenTelemetry(export =>
        {
            var resource = ResourceBuilder.CreateDefault();
            TelemetryExport.Describe(resource);
            export.SetResourceBuilder(resource);
            (export.IncludeScopes, export.IncludeFormattedMessage) = (true, true);
            if (targets.ToCollector) export.AddOtlpExporter();
            if (targets.ApplicationInsights is not null) export.AddAzureMonitorLogExporter(targets.Configure);
        }));
        if (targets.ApplicationInsights is null) return;
        // The Functions host sends the worker's log lines to the same component, unless the worker says that it does so itself.
        services.Configure<WorkerOptions>(options =>
        {
            foreach (var capability in new[] { "WorkerApplicationInsightsLoggingEnabled", "WorkerOpenTelemetryEnabled" })
                options.Capabilities[capability] = bool.TrueString;
        });
    }
}
