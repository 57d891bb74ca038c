using Microsoft.Extensions.Configuration;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace Pipeline.Functions.Telemetry;

internal static class OtlpServices
{
    /// <summary>
    /// Exports spans, metrics and logs where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; the exporter heeds the other variables of that kind. Register it before all
    /// other services.
    /// </summary>
    /// <exception cref="PipelineConfigurationException">It is set to what is no http address, or headers would go to another machine without TLS.</exception>
    public static void AddOtlp(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 } endpoint) return;
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new PipelineConfigurationException("Setting OTEL_EXPORTER_OTLP_ENDPOINT must be the address of a collector, such as http://localhost:4317, or not set at all.");
        if (address is { Scheme: "http", IsLoopback: false } && configuration["OTEL_EXPORTER_OTLP_HEADERS"] is { Length: > 0 })
            throw new PipelineConfigurationException("Setting OTEL_EXPORTER_OTLP_ENDPOINT leads to another machine without TLS, where others could read OTEL_EXPORTER_OTLP_HEADERS: write https://.");
        services.AddHostedService<OtlpExport>();
        services.AddLogging(logging => logging.AddOpenTelemetry(export =>
        {
            var resource = ResourceBuilder.CreateDefault();
            OtlpExport.Describe(resource);
            export.SetResourceBuilder(resource);
            (export.IncludeScopes, export.IncludeFormattedMessage) = (true, true);
            export.AddOtlpExporter();
        }));
    }
}
