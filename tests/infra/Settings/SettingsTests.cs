namespace Pipeline.Infra.Tests.Settings;

/// <summary>infra/, host.json and local.settings.sample.json against what reads them.</summary>
public sealed class SettingsTests
{
    // Who reads it, of those that are not the pipeline's own.
    private static readonly Dictionary<string, string> Readers = new()
    {
        ["FUNCTIONS_EXTENSION_VERSION"] = "the platform",
        ["FUNCTIONS_WORKER_RUNTIME"] = "the host",
        ["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] = "the host",
        ["AzureWebJobsStorage__accountName"] = "the host",
        ["AzureWebJobsStorage__credential"] = "the host",
        ["AzureWebJobsStorage__clientId"] = "the host",
        ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = "the host and the app",
        ["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] = "the host and the app",
        ["WEBSITE_RUN_FROM_PACKAGE"] = "the platform",
        ["WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID"] = "the platform",
        ["WEBSITE_SWAP_WARMUP_PING_PATH"] = "the platform",
        ["WEBSITE_SWAP_WARMUP_PING_STATUSES"] = "the platform",
        ["AZURE_CLIENT_ID"] = "DefaultAzureCredential",
        ["AZURE_TOKEN_CREDENTIALS"] = "DefaultAzureCredential",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "the app, and the exporter in it",
        ["DTS_CONNECTION_STRING"] = "the Durable extension, by connectionStringName",
    };

    // In Azure the platform asks for the key; elsewhere one is made where none is given.
    private const string Key = "PIPELINE_KEY";

    // Servers on one's own machine have passwords.
    private const string TokenScope = "PIPELINE_POSTGRES_TOKEN_SCOPE";

    // In Azure every connection but that to a trial broker has TLS, and on one's own machine none needs it.
    private const string Plaintext = "PIPELINE_ALLOW_PLAINTEXT";

    [Fact]
    public void Every_place_that_reads_a_setting_is_known() => CodeSettings.Indirect.ShouldBe(
    [
        // Names that are constants, literals of which are found all the same; the platform's own marks; and the section, by reflection over
        // its options.
        "functions/Http/Access/KeySetting.cs: Name",
        "functions/Http/Access/KeySetting.cs: name",
        "shared/PipelineConnections.cs: AllowPlaintext",
        "shared/PipelineConnections.cs: TokenScope",
        "shared/PipelineConnections.cs: name",
        "shared/PipelineOptions.cs: Section",
        "shared/PipelineOptions.cs: p.Name",
    ]);

    [Fact]
    public void The_code_reads_few_settings_by_names_of_another_kind() => CodeSettings.Foreign.Order(StringComparer.Ordinal).ShouldBe(
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING",
        // The local host sets it.
        "FUNCTIONS_LOCAL_HOST",
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS",
    ]);

    [Fact]
    public void Infra_provides_what_the_code_reads() => Own(AppSettings.Names).ShouldBe(CodeSettings.Names.Where(n => n is not Key));

    [Fact]
    public void Infra_provides_nothing_that_nobody_reads()
    {
        var options = typeof(PipelineOptions).GetProperties().Select(p => $"Pipeline__{p.Name}");
        AppSettings.Names.Where(n => !n.StartsWith(HostSettings.Prefix, StringComparison.Ordinal)).Except(Own(AppSettings.Names)).Except(options).Order(StringComparer.Ordinal)
            .ShouldBe(Readers.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_sample_has_what_the_code_reads_and_what_the_host_needs() => HostSettings.Sample.ShouldBe(
        CodeSettings.Names.Where(n => n is not (TokenScope or Key or Plaintext)).Append("AzureWebJobsStorage").Append("FUNCTIONS_WORKER_RUNTIME").Append("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT")
            .Order(StringComparer.Ordinal));

    [Fact]
    public void An_override_of_host_json_is_of_something_that_stands_there()
    {
        var overrides = AppSettings.Names.Where(n => n.StartsWith(HostSettings.Prefix, StringComparison.Ordinal)).ToList();
        overrides.Count.ShouldBe(3);
        // connectionStringName is connectionName for the other storage provider.
        overrides.Where(n => !HostSettings.Has(n) && !n.EndsWith("__storageProvider__connectionStringName", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Host_json_configures_the_extensions_that_the_functions_use_and_no_other() => HostSettings.Extensions.ShouldBe(
        Functions.Triggers.Select(t => t switch
        {
            "httpTrigger" => "http",
            "rabbitMQTrigger" => "rabbitMQ",
            "orchestrationTrigger" or "activityTrigger" => "durableTask",
            "timerTrigger" => null,
            _ => $"what is {t}?",
        }).OfType<string>().Distinct().Order(StringComparer.Ordinal));

    // In a normal run they warn of containers that are there already, and of history that is discarded after a restart.
    [Theory]
    [InlineData("Azure.Core")]
    [InlineData("DurableTask")]
    [InlineData("Host.Triggers.DurableTask")]
    public void What_warns_in_a_normal_run_is_heard_from_errors_on(string category) => HostSettings.Value("logging", "logLevel", category).ShouldBe("Error");

    // The worker's console: the key that a first start makes, and why a start was refused. The real host logs it in this category.
    [Fact]
    public void What_the_worker_writes_to_its_console_is_shown() =>
        HostSettings.Value("logging", "logLevel", "Host.Function.Console").ShouldBe("Information");

    [Fact]
    public void Productions_hub_is_the_one_that_host_json_names() =>
        Repository.Read("infra/main.bicep").ShouldContain($"production: '{HostSettings.Value("extensions", "durableTask", "hubName")}'");

    private static IEnumerable<string> Own(IEnumerable<string> names) => names.Where(n => n.StartsWith("PIPELINE_", StringComparison.Ordinal));
}
