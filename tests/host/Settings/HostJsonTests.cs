using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Pipeline.LocalHost.Settings;

namespace Pipeline.LocalHost.Tests.Settings;

public sealed class HostJsonTests
{
    [Fact]
    public void Empty_HasTheRealHostsDefaults()
    {
        var host = Read("""{ "version": "2.0" }""");
        (host.PrefetchCount, host.RoutePrefix, host.FunctionTimeout).ShouldBe(((ushort)30, "api", TimeSpan.FromMinutes(30)));
        (host.ListenerLockPeriod, host.ListenerLockRecoveryPollingInterval).ShouldBe((TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Settings_AreReadWithoutRegardToCaseAndComments()
    {
        var host = Read("""
            {
              "version": "2.0", // the only one there is
              "functionTimeout": "00:10:00",
              "logging": { "logLevel": { "default": "Warning", "Function.A": "Error" } },
              "extensions": { "http": { "routePrefix": "v1" }, "RabbitMQ": { "PrefetchCount": 2 } },
              "singleton": { "listenerLockPeriod": "00:00:15" }
            }
            """);
        (host.PrefetchCount, host.RoutePrefix, host.FunctionTimeout).ShouldBe(((ushort)2, "v1", TimeSpan.FromMinutes(10)));
        host.ListenerLockPeriod.ShouldBe(TimeSpan.FromSeconds(15));
        host.LogLevels.ShouldBe(new Dictionary<string, LogLevel> { ["default"] = LogLevel.Warning, ["Function.A"] = LogLevel.Error }, ignoreOrder: true);
    }

    [Fact]
    public void MinusOne_IsNoTimeout() =>
        Read("""{ "version": "2.0", "functionTimeout": "-1" }""").FunctionTimeout.ShouldBe(Timeout.InfiniteTimeSpan);

    [Theory]
    [InlineData("""{ "version": "1.0" }""", "version '1.0' is not supported")]
    [InlineData("""{ "retry": { "strategy": "fixedDelay" } }""", "'retry:strategy' is not supported")]
    [InlineData("""{ "extensions": { "queues": { "batchSize": 1 } } }""", "'extensions:queues:batchSize' is not supported")]
    [InlineData("""{ "extensions": { "rabbitMQ": { "queueName": "q" } } }""", "'extensions:rabbitMQ:queueName' is not supported")]
    [InlineData("""{ "extensions": { "rabbitMQ": { "prefetchCount": -1 } } }""", "must be 0 to 65535, not '-1'")]
    [InlineData("""{ "functionTimeout": "soon" }""", "'functionTimeout' must be a time span such as 00:05:00, not 'soon'")]
    [InlineData("""{ "singleton": { "listenerLockPeriod": "00:02:00" } }""", "must be at least 15 seconds and at most 60")]
    [InlineData("""{ "logging": { "logLevel": { "default": "Loud" } } }""", "must be a log level such as Information, not 'Loud'")]
    public void SettingThatIsNotSupported_IsRefusedByName(string json, string problem) =>
        Should.Throw<UnsupportedException>(() => Read(json)).Problems.Single().ShouldContain(problem);

    [Fact]
    public void SettingThatOnlyChangesLogging_IsIgnoredAndRemembered() =>
        Read("""{ "logging": { "applicationInsights": { "samplingSettings": { "isEnabled": true } } } }""").Ignored
            .ShouldBe(["logging:applicationInsights:samplingSettings:isEnabled"]);

    [Fact]
    public void AppSetting_StandsAboveTheFileWithoutRegardToCase()
    {
        var host = Read(
            """{ "version": "2.0", "extensions": { "rabbitMQ": { "prefetchCount": 2 }, "durableTask": { "hubName": "File" } } }""",
            ("AzureFunctionsJobHost:Extensions:DurableTask:HubName", "Setting"),
            ("AzureFunctionsJobHost:extensions:durableTask:storageProvider:maxQueuePollingInterval", "00:00:07"));
        (host.DurableTask.HubName, host.DurableTask.MaxQueuePollingInterval).ShouldBe(("Setting", TimeSpan.FromSeconds(7)));
        host.PrefetchCount.ShouldBe((ushort)2);
    }

    [Theory]
    [InlineData("extensions:queues:batchSize", "1", "the setting AzureFunctionsJobHost__extensions__queues__batchSize: 'extensions:queues:batchSize' is not supported")]
    [InlineData("functionTimeout", "soon", "the setting AzureFunctionsJobHost__functionTimeout: 'functionTimeout' must be a time span")]
    [InlineData("extensions:durableTask:storageProvider:controlQueueVisibilityTimeout", "none", "storageProvider__controlQueueVisibilityTimeout")]
    public void AppSettingThatIsNotSupported_IsRefusedByItsOwnName(string path, string value, string problem) =>
        Should.Throw<UnsupportedException>(() => Read("""{ "version": "2.0", "functionTimeout": "00:10:00" }""", ($"AzureFunctionsJobHost:{path}", value)))
            .Problems.Single().ShouldContain(problem);

    [Fact]
    public void DurableTask_IsRead()
    {
        var durable = ReadDurable("""
            "hubName": "Pipeline", "maxConcurrentActivityFunctions": 3, "throwStatusExceptionsOnRaiseEvent": false,
            "storageProvider": {
              "type": "AzureStorage", "connectionName": "AzureWebJobsStorage", "maxQueuePollingInterval": "00:00:02", "partitionCount": 4,
              "controlQueueVisibilityTimeout": "00:01:00", "workItemQueueVisibilityTimeout": "00:02:00" },
            "tracing": { "distributedTracingEnabled": false, "traceInputsAndOutputs": false }
            """);
        durable.ShouldBe(new DurableTaskJson
        {
            HubName = "Pipeline", MaxConcurrentActivities = 3, MaxQueuePollingInterval = TimeSpan.FromSeconds(2), ThrowStatusExceptionsOnRaiseEvent = false,
            ControlQueueVisibilityTimeout = TimeSpan.FromMinutes(1), WorkItemQueueVisibilityTimeout = TimeSpan.FromMinutes(2),
        });
    }

    [Fact]
    public void WithoutDurableTask_TheRealHostsDefaultsHold()
    {
        var durable = ReadDurable("");
        (durable.HubName, durable.ConnectionName, durable.PartitionCount).ShouldBe(("TestHubName", "AzureWebJobsStorage", 4));
        (durable.MaxQueuePollingInterval, durable.ControlQueueVisibilityTimeout, durable.WorkItemQueueVisibilityTimeout)
            .ShouldBe((TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5)));
        (durable.MaxConcurrentActivities, durable.ThrowStatusExceptionsOnRaiseEvent).ShouldBe((10 * Environment.ProcessorCount, true));
    }

    [Theory]
    [InlineData("\"extendedSessionsEnabled\": true", "'extensions:durableTask:extendedSessionsEnabled' is not supported")]
    [InlineData("\"throwStatusExceptionsOnRaiseEvent\": \"maybe\"", "must be true or false, not 'maybe'")]
    [InlineData("\"storageProvider\": { \"type\": \"mssql\" }", "must be AzureStorage, not 'mssql'")]
    [InlineData("\"storageProvider\": { \"partitionCount\": 17 }", "must be 1 to 16, not '17'")]
    [InlineData("\"storageProvider\": { \"maxQueuePollingInterval\": \"soon\" }", "must be a time span such as 00:05:00, not 'soon'")]
    [InlineData("\"storageProvider\": { \"controlQueueVisibilityTimeout\": \"00:00:30\" }", "must be at least 60 seconds")]
    [InlineData("\"tracing\": { \"distributedTracingEnabled\": true }", "must be false, not 'True'")]
    public void DurableSettingThatIsNotSupported_IsRefusedByName(string json, string problem) =>
        Should.Throw<UnsupportedException>(() => ReadDurable(json)).Problems.Single().ShouldContain(problem);

    private static DurableTaskJson ReadDurable(string json) => Read($$"""{ "version": "2.0", "extensions": { "durableTask": { {{json}} } } }""").DurableTask;

    private static HostJson Read(string json, params (string Name, string? Value)[] settings)
    {
        using var folder = new TestFolder();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => setting.Value)).Build();
        return HostJsonReader.Read(folder.Write("host.json", json), new HostSettings(configuration));
    }
}
