using Microsoft.Extensions.Logging;
using Pipeline.Emulator.Settings;

namespace Pipeline.Emulator.Tests.Host;

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
    [InlineData("""{ "version": "1.0" }""", "version '1.0' is not covered")]
    [InlineData("""{ "retry": { "strategy": "fixedDelay" } }""", "'retry:strategy' is not covered")]
    [InlineData("""{ "extensions": { "queues": { "batchSize": 1 } } }""", "'extensions:queues:batchSize' is not covered")]
    [InlineData("""{ "extensions": { "rabbitMQ": { "queueName": "q" } } }""", "'extensions:rabbitMQ:queueName' is not covered")]
    [InlineData("""{ "extensions": { "rabbitMQ": { "prefetchCount": -1 } } }""", "must be 0 to 65535, not '-1'")]
    [InlineData("""{ "functionTimeout": "soon" }""", "'functionTimeout' must be a time span such as 00:05:00, not 'soon'")]
    [InlineData("""{ "singleton": { "listenerLockPeriod": "00:02:00" } }""", "must be at least 15 seconds and at most 60")]
    [InlineData("""{ "logging": { "logLevel": { "default": "Loud" } } }""", "must be a log level such as Information, not 'Loud'")]
    public void SettingThatIsNotCovered_IsRefusedByName(string json, string problem) =>
        Should.Throw<UncoveredException>(() => Read(json)).Problems.Single().ShouldContain(problem);

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
    [InlineData("extensions:queues:batchSize", "1", "the setting AzureFunctionsJobHost__extensions__queues__batchSize: 'extensions:queues:batchSize' is not covered")]
    [InlineData("functionTimeout", "soon", "the setting AzureFunctionsJobHost__functionTimeout: 'functionTimeout' must be a time span")]
    [InlineData("extensions:durableTask:storageProvider:controlQueueVisibilityTimeout", "none", "storageProvider__controlQueueVisibilityTimeout")]
    public void AppSettingThatIsNotCovered_IsRefusedByItsOwnName(string path, string value, string problem) =>
        Should.Throw<UncoveredException>(() => Read("""{ "version": "2.0", "functionTimeout": "00:10:00" }""", ($"AzureFunctionsJobHost:{path}", value)))
            .Problems.Single().ShouldContain(problem);

    private static HostJson Read(string json, params (string Name, string? Value)[] settings)
    {
        using var folder = new TestFolder(json);
        var options = new EmulatorOptions { Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value) };
        return HostJsonReader.Read(Path.Combine(folder.Path, "host.json"), HostSettings.Create(options));
    }
}
