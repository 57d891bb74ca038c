using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Pipeline.Emulator.Settings;

namespace Pipeline.Emulator.Tests.Durable;

public sealed class RefusalTests
{
    [Theory]
    [InlineData(typeof(TextContext), "parameter 'context': an orchestrator binds to TaskOrchestrationContext, not to System.String")]
    [InlineData(typeof(TwoInputs), "function 'TwoInputs', parameter 'second': nothing binds it to System.String")]
    [InlineData(typeof(ActivityData), "function 'ActivityData', parameter 'more': nothing binds it to System.String")]
    [InlineData(typeof(TextClient), "parameter 'client': a durable client binds to DurableTaskClient, not to System.String")]
    [InlineData(typeof(ValueTasks), "function 'ValueTasks': the return type System.Threading.Tasks.ValueTask`1[System.Int32] is not covered")]
    public async Task FunctionThatIsNotCovered_IsRefusedByName(Type functions, string problem)
    {
        var refusal = await Should.ThrowAsync<UncoveredException>(() => EmulatedApp.StartAsync(new Setup(), functions));
        refusal.Problems.Single().ShouldContain(problem);
    }

    [Fact]
    public void HostJson_IsRead()
    {
        var durable = Read("""
            "hubName": "Pipeline", "maxConcurrentActivityFunctions": 3, "throwStatusExceptionsOnRaiseEvent": false,
            "storageProvider": {
              "type": "AzureStorage", "connectionName": "AzureWebJobsStorage", "maxQueuePollingInterval": "00:00:02", "partitionCount": 4,
              "controlQueueVisibilityTimeout": "00:01:00", "workItemQueueVisibilityTimeout": "00:01:00" },
            "tracing": { "distributedTracingEnabled": false, "traceInputsAndOutputs": false }
            """);
        durable.ShouldBe(new DurableTaskJson
        {
            HubName = "Pipeline", MaxConcurrentActivities = 3, MaxQueuePollingInterval = TimeSpan.FromSeconds(2), ThrowStatusExceptionsOnRaiseEvent = false,
        });
    }

    [Fact]
    public void HostJsonWithoutIt_HasTheRealHostsDefaults() =>
        Read("").ShouldBe(new DurableTaskJson
        {
            HubName = "TestHubName", MaxConcurrentActivities = 10 * Environment.ProcessorCount, MaxQueuePollingInterval = TimeSpan.FromSeconds(30),
            ThrowStatusExceptionsOnRaiseEvent = true,
        });

    [Theory]
    [InlineData("\"extendedSessionsEnabled\": true", "'extensions:durableTask:extendedSessionsEnabled' is not covered")]
    [InlineData("\"throwStatusExceptionsOnRaiseEvent\": \"maybe\"", "must be true or false, not 'maybe'")]
    [InlineData("\"storageProvider\": { \"type\": \"mssql\" }", "must be AzureStorage, not 'mssql'")]
    [InlineData("\"storageProvider\": { \"partitionCount\": 17 }", "must be 1 to 16, not '17'")]
    [InlineData("\"storageProvider\": { \"maxQueuePollingInterval\": \"soon\" }", "must be a time span such as 00:05:00, not 'soon'")]
    [InlineData("\"tracing\": { \"distributedTracingEnabled\": true }", "must be false, not 'True'")]
    public void SettingThatIsNotCovered_IsRefusedByName(string json, string problem) =>
        Should.Throw<UncoveredException>(() => Read(json)).Problems.Single().ShouldContain(problem);

    [ServiceFact]
    public async Task HubNameThatAzureStorageRefuses_FailsIndexing()
    {
        var setup = DurableApp.NewHub() with { HostJson = """{ "version": "2.0", "extensions": { "durableTask": { "hubName": "my-hub" } } }""" };
        await using var app = await DurableApp.StartAsync(setup, typeof(ClientTests.Functions));
        app.Logs.Has("Task hub name 'my-hub' should contain only alphanumeric characters").ShouldBeTrue();
    }

    private static DurableTaskJson Read(string durableTask)
    {
        using var folder = new TestFolder($$"""{ "version": "2.0", "extensions": { "durableTask": { {{durableTask}} } } }""");
        return HostJsonReader.Read(Path.Combine(folder.Path, "host.json"), HostSettings.Create(new EmulatorOptions())).DurableTask;
    }

    public static class TextContext
    {
        [Function("TextContext")] public static void Run([OrchestrationTrigger] string context) => context.ShouldNotBeNull();
    }

    public static class TwoInputs
    {
        [Function("TwoInputs")]
        public static void Run([OrchestrationTrigger] TaskOrchestrationContext context, string first, string second) =>
            context.ShouldNotBeNull(first + second);
    }

    public static class ActivityData
    {
        [Function("ActivityData")] public static void Run([ActivityTrigger] string input, string more) => input.ShouldBe(more);
    }

    public static class TextClient
    {
        [Function("TextClient")] public static void Run([ActivityTrigger] string input, [DurableClient] string client) => input.ShouldBe(client);
    }

    public static class ValueTasks
    {
        [Function("ValueTasks")] public static ValueTask<int> Run([ActivityTrigger] int input) => new(input);
    }
}
