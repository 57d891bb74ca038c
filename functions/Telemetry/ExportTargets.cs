using Azure.Core;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;

namespace Pipeline.Functions.Telemetry;

/// <summary>Where telemetry goes: to an OpenTelemetry collector, to Application Insights, to both or nowhere.</summary>
/// <param name="ToCollector"><c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.</param>
/// <param name="ApplicationInsights">The value of <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c>, or null.</param>
/// <param name="Credential">Null: Application Insights takes telemetry by the connection string alone.</param>
internal sealed record ExportTargets(bool ToCollector, string? ApplicationInsights, TokenCredential? Credential)
{
    public bool IsNone => !ToCollector && ApplicationInsights is null;

    /// <exception cref="PipelineConfigurationException">A setting is malformed, or headers would go to another machine without TLS.</exception>
    public static ExportTargets From(IConfiguration configuration) => new(
        HasCollector(configuration), ConnectionString(configuration), configuration["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] is { Length: > 0 } ? new DefaultAzureCredential() : null);

    public void Configure(AzureMonitorExporterOptions options) => (options.ConnectionString, options.Credential) = (ApplicationInsights, Credential);

    private static bool HasCollector(IConfiguration configuration)
    {
        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 } endpoint) return false;
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new PipelineConfigurationException(
                "Setting OTEL_EXPORTER_OTLP_ENDPOINT must be the address of a collector, such as http://localhost:4317, or not set at all.");
        if (address is { Scheme: "http", IsLoopback: false } && configuration["OTEL_EXPORTER_OTLP_HEADERS"] is { Length: > 0 })
            throw new PipelineConfigurationException(
                "Setting OTEL_EXPORTER_OTLP_ENDPOINT leads to another machine without TLS, where others could read OTEL_EXPORTER_OTLP_HEADERS: write https://.");
        return true;
    }

    // The exporter's own message would quote the value.
    private static string? ConnectionString(IConfiguration configuration)
    {
        if (configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"] is not { Length: > 0 } value) return null;
        var key = value.Split(';', StringSplitOptions.TrimEntries).Select(part => part.Split('=', 2))
            .FirstOrDefault(part => part is [var name, _] && name.Equals("InstrumentationKey", StringComparison.OrdinalIgnoreCase));
        return key is [_, var text] && Guid.TryParse(text, out _)
            ? value
            : throw new PipelineConfigurationException(
                "Setting APPLICATIONINSIGHTS_CONNECTION_STRING must be the connection string of an Application Insights component, InstrumentationKey=…;IngestionEndpoint=…, or not set at all.");
    }
}
