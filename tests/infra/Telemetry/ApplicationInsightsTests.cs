using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pipeline.Functions.Telemetry;
using Pipeline.Telemetry;

namespace Pipeline.Infra.Tests.Telemetry;

/// <summary>What alerts and workbook read arrives by the app's own exporter.</summary>
public sealed class ApplicationInsightsTests
{
    [Fact]
    public async Task Spans_metrics_and_logs_arrive_where_the_connection_string_leads()
    {
        Environment.SetEnvironmentVariable("APPLICATIONINSIGHTS_STATSBEAT_DISABLED", "true");
        using var ingestion = new Ingestion();
        using (var app = Build(("APPLICATIONINSIGHTS_CONNECTION_STRING", ingestion.ConnectionString)))
        {
            await app.StartAsync();
            using var meter = new Meter(PipelineTelemetry.Name);
            meter.CreateCounter<long>("pipeline.job.outcomes").Add(3, new KeyValuePair<string, object?>("job.type", "voters.import"));
            meter.CreateObservableGauge("pipeline.outbox.oldest_age", () => 42.5);
            using var source = new ActivitySource(PipelineTelemetry.Name);
            // More than one, as the exporter samples traces.
            for (var i = 0; i < 500; i++)
                source.StartActivity("process jobs.0", ActivityKind.Consumer)?.Dispose();
            app.Services.GetRequiredService<ILogger<ApplicationInsightsTests>>().LogWarning("A line of job {JobId}", "j-1");
            await app.StopAsync();
        }
        var all = string.Join('\n', ingestion.Lines);
        ItemOf("MetricData", "pipeline.job.outcomes").ShouldContain("\"value\":3");
        ItemOf("MetricData", "pipeline.job.outcomes").ShouldContain("\"job.type\":\"voters.import\"");
        // A gauge is one value, which customMetrics has as value.
        ItemOf("MetricData", "pipeline.outbox.oldest_age").ShouldContain("\"value\":42.5");
        all.ShouldContain("process jobs.0");
        ItemOf("MessageData", "A line of job j-1").ShouldContain("\"JobId\":\"j-1\"");

        string ItemOf(string type, string text) =>
            ingestion.Lines.FirstOrDefault(l => l.Contains($"\"{type}\"", StringComparison.Ordinal) && l.Contains(text, StringComparison.Ordinal)).ShouldNotBeNull($"{type} {text} in {all}");
    }

    [Fact]
    public void The_host_is_told_not_to_send_the_same_lines_again()
    {
        using var ingestion = new Ingestion();
        using var app = Build(("APPLICATIONINSIGHTS_CONNECTION_STRING", ingestion.ConnectionString));
        app.Services.GetRequiredService<IOptions<WorkerOptions>>().Value.Capabilities["WorkerApplicationInsightsLoggingEnabled"].ShouldBe("True");
    }

    [Fact]
    public void Without_a_connection_string_and_a_collector_nothing_is_exported()
    {
        using var app = Build();
        app.Services.GetServices<IHostedService>().OfType<TelemetryExport>().ShouldBeEmpty();
        app.Services.GetRequiredService<IOptions<WorkerOptions>>().Value.Capabilities.ShouldNotContainKey("WorkerApplicationInsightsLoggingEnabled");
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("InstrumentationKey=secret")]
    public void A_connection_string_that_is_none_is_refused_without_quoting_it(string value)
    {
        var refused = Should.Throw<PipelineConfigurationException>(() => Build(("APPLICATIONINSIGHTS_CONNECTION_STRING", value)));
        refused.Message.ShouldContain("Setting APPLICATIONINSIGHTS_CONNECTION_STRING must be");
        refused.Message.ShouldNotContain("secret");
    }

    private static IHost Build(params (string Name, string Value)[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)));
        builder.Services.AddTelemetryExport(builder.Configuration);
        return builder.Build();
    }
}
