namespace Pipeline.LocalHost.Tests.Refusals;

/// <summary>A folder that is no isolated worker's output: one message, exit code 1, and no process is left.</summary>
public sealed class FolderTests
{
    private const string IsolatedWorker =
        """{ "description": { "language": "dotnet-isolated", "defaultExecutablePath": "dotnet", "defaultWorkerPath": "App.dll" } }""";

    [Fact]
    public async Task FolderThatIsNotThere_IsNamed() => await RefusedAsync("/nowhere/at/all", "/nowhere/at/all is not a folder; point this host at the folder");

    [Theory]
    [InlineData(null, null, "has no host.json")]
    [InlineData("{ \"version\": \"2.0\" }", null, "has no worker.config.json, so it is not an isolated-worker app; point this host at")]
    [InlineData("{ \"version\": \"2.0\" }", "no json", "worker.config.json cannot be read")]
    [InlineData("{ \"version\": \"2.0\" }", "{}", "worker.config.json cannot be read")]
    [InlineData("{ \"version\": \"2.0\" }", """{ "description": { "language": "node" } }""", "is of a worker for 'node'; only 'dotnet-isolated' is supported")]
    [InlineData("{ \"version\": \"2.0\" }", IsolatedWorker, "names App.dll, which is not in")]
    [InlineData("no json", IsolatedWorker, "host.json")]
    [InlineData("[]", IsolatedWorker, "host.json")]
    public async Task FolderWithoutAnIsolatedWorker_IsRefusedWithWhatIsMissing(string? hostJson, string? workerConfig, string message)
    {
        using var folder = new TestFolder();
        if (hostJson is not null) folder.Write("host.json", hostJson);
        if (workerConfig is not null) folder.Write("worker.config.json", workerConfig);
        if (hostJson is not null and not "{ \"version\": \"2.0\" }") folder.Write("App.dll", "");
        await RefusedAsync(folder.Path, message);
    }

    [Theory]
    [InlineData("--port", "70000", "--port must be 0 to 65535")]
    [InlineData("--start-timeout", "0", "--start-timeout must be at least 1")]
    public async Task OptionThatIsWrong_IsRefused(string option, string value, string message)
    {
        await using var run = HostRun.Begin(new Setup { Arguments = [option, value] });
        (await run.ExitCodeAsync()).ShouldBe(1, run.Output);
        run.Has(message).ShouldBeTrue(run.Output);
    }

    [Fact]
    public async Task PortThatIsTaken_IsRefused()
    {
        await using var first = await HostRun.StartAsync(Setup.For("Unrouted"));
        await using var second = HostRun.Begin(Setup.For("Unrouted") with { Arguments = ["--port", $"{first.Url.Port}"] });
        (await second.ExitCodeAsync()).ShouldBe(1, second.Output);
        second.Has($"The host cannot listen on port {first.Url.Port}").ShouldBeTrue(second.Output);
        second.Has("Choose another with --port").ShouldBeTrue(second.Output);
        await second.NothingIsLeftAsync();
    }

    private static async Task RefusedAsync(string folder, string message)
    {
        await using var run = HostRun.Begin(new Setup { Folder = folder });
        (await run.ExitCodeAsync()).ShouldBe(1, run.Output);
        run.Has(message).ShouldBeTrue(run.Output);
        run.Lines.ShouldAllBe(line => !line.StartsWith("   at ", StringComparison.Ordinal), run.Output);
        await run.NothingIsLeftAsync();
    }
}
