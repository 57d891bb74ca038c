namespace Pipeline.LocalHost.Tests.Refusals;

/// <summary>A setting that is missing or wrong, and a storage that is away: one message that names it, exit code 1, and no process is left.</summary>
public sealed class SettingTests
{
    private const string Away =
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=c2VjcmV0;BlobEndpoint=http://127.0.0.1:1/devstoreaccount1;"
        + "QueueEndpoint=http://127.0.0.1:1/devstoreaccount1;TableEndpoint=http://127.0.0.1:1/devstoreaccount1";

    private const string Broker = "amqp://guest:secret@127.0.0.1:1";

    [Theory]
    [InlineData("Queue", null, "function 'Take', parameter 'message': '%Queue%' does not resolve to a value.")]
    [InlineData("Broker", null, "function 'Take', parameter 'message': The setting 'Broker' is missing or empty; it must hold an amqp URI")]
    [InlineData("Broker", "my secret", "function 'Take', parameter 'message': The setting 'Broker' is no amqp URI")]
    [InlineData("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT", "much", "the setting 'FUNCTIONS_REQUEST_BODY_SIZE_LIMIT' must be a number of bytes, not 'much'")]
    [InlineData("AzureFunctionsJobHost__functionTimeout", "soon", "the setting AzureFunctionsJobHost__functionTimeout: 'functionTimeout' must be a time span")]
    public async Task OfAMessageFunction_IsNamed(string setting, string? value, string message) =>
        await RefusedAsync(Setup.For("Take").With("Queue", "any").With("Broker", Broker).With(setting, value), message);

    [Theory]
    [InlineData("Schedule", null, "function 'Tick', parameter 'timer': '%Schedule%' does not resolve to a value.")]
    [InlineData("Schedule", "sometimes", "The schedule expression 'sometimes' was not recognized as a valid cron expression or timespan string.")]
    [InlineData("AzureWebJobsStorage", null, "function 'Tick', parameter 'timer': the setting 'AzureWebJobsStorage' is missing")]
    [InlineData("AzureWebJobsStorage", "my secret", "the setting 'AzureWebJobsStorage' is no Azure Storage connection string")]
    [InlineData("AzureWebJobsStorage", Away, "the storage of the setting 'AzureWebJobsStorage' does not answer at http://127.0.0.1:1")]
    public async Task OfATimer_IsNamed(string setting, string? value, string message) =>
        await RefusedAsync(Setup.For("Tick").With("Schedule", "0 0 0 1 1 *").With("AzureWebJobsStorage", Away).With(setting, value), message);

    [Fact]
    public async Task SeveralProblems_AreNamedAtOnce()
    {
        await using var run = HostRun.Begin(Setup.For("Take", "TakeOther", "Tick"));
        (await run.ExitCodeAsync()).ShouldBe(1, run.Output);
        foreach (var function in (string[])["Take", "TakeOther", "Tick"]) run.Has($"  - function '{function}'").ShouldBeTrue(run.Output);
    }

    private static async Task RefusedAsync(Setup setup, string message)
    {
        await using var run = HostRun.Begin(setup);
        (await run.ExitCodeAsync()).ShouldBe(1, run.Output);
        run.Has(message).ShouldBeTrue(run.Output);
        run.Has("secret").ShouldBeFalse(run.Output);
        run.Lines.ShouldAllBe(line => !line.StartsWith("   at ", StringComparison.Ordinal), run.Output);
        await run.NothingIsLeftAsync();
    }
}
