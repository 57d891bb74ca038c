namespace Pipeline.LocalHost.Tests.Refusals;

/// <summary>A worker that does not become one: one message, exit code 1, and no process is left.</summary>
public sealed class WorkerTests
{
    [Fact]
    public async Task WorkerThatExitsAtOnce_IsTriedThreeTimesAndItsCodeIsTold()
    {
        await RefusedAsync("echo the reason >&2; exit 3", "", run =>
        {
            run.Has("The worker ended with exit code 3 before it was ready. It did so three times.").ShouldBeTrue(run.Output);
            run.Lines.Count(line => line == "the reason").ShouldBe(3, run.Output);
        });
    }

    [Fact]
    public async Task WorkerThatExitsAtOnceWithZero_IsRefusedAsWell() =>
        await RefusedAsync("exit 0", "", run => run.Has("The worker ended with exit code 0 before it was ready.").ShouldBeTrue(run.Output));

    [Fact]
    public async Task WorkerThatNeverAnswers_IsEnded() => await RefusedAsync(
        "exec sleep 600", "", run => run.Has("within 2 seconds it has not opened its stream; is it an isolated worker that calls host.Run()?").ShouldBeTrue(run.Output));

    [Fact]
    public async Task ProgramThatIsNotThere_IsNamed()
    {
        using var folder = new TestFolder();
        folder.Write("host.json", """{ "version": "2.0" }""");
        folder.Write("worker.config.json", """{ "description": { "language": "dotnet-isolated", "defaultExecutablePath": "no-such-program" } }""");
        await using var run = HostRun.Begin(new Setup { Folder = folder.Path });
        (await run.ExitCodeAsync()).ShouldBe(1, run.Output);
        run.Has("no-such-program cannot be started").ShouldBeTrue(run.Output);
    }

    [Theory]
    [InlineData("garbage", "does not keep to the protocol")]
    [InlineData("wrong-first-message", "its first message is WorkerInitResponse and must be StartStream")]
    [InlineData("wrong-id", "it calls itself 'somebody', which this host did not start")]
    [InlineData("init-mute", "within 2 seconds it has not answered WorkerInitRequest")]
    [InlineData("init-wrong", "it did not answer WorkerInitRequest with WorkerInitResponse")]
    [InlineData("init-fails", "it could not initialize: not today")]
    [InlineData("init-without-result", "it could not initialize, for it sent no result")]
    [InlineData("list-mute", "within 2 seconds it has not listed its functions")]
    [InlineData("list-of-the-host", "it leaves the listing of its functions to the host, which only older workers do")]
    [InlineData("list-empty", "the worker lists no function")]
    [InlineData("list-broken", "function 'Fake': its bindings cannot be read")]
    [InlineData("load-mute", "within 2 seconds it has not loaded its functions")]
    [InlineData("load-fails", "it could not load the function 'Fake': no such method")]
    public async Task WorkerThatAnswersOutOfProtocol_IsEndedWithWhatItDid(string fault, string message)
    {
        var assembly = typeof(WorkerTests).Assembly.Location;
        await RefusedAsync($"exec dotnet '{assembly}' \"$@\"", fault, run => run.Has(message).ShouldBeTrue(run.Output));
    }

    // A worker is whatever worker.config.json names: here a script.
    private static async Task RefusedAsync(string script, string fault, Action<HostRun> check)
    {
        using var folder = new TestFolder();
        folder.Write("host.json", """{ "version": "2.0" }""");
        folder.Write("worker.config.json", """{ "description": { "language": "dotnet-isolated", "defaultExecutablePath": "sh", "defaultWorkerPath": "worker.sh" } }""");
        folder.Write("worker.sh", script);
        await using var run = HostRun.Begin(new Setup { Folder = folder.Path, Arguments = ["--start-timeout", "2"], Settings = { ["Fault"] = fault } });
        (await run.ExitCodeAsync()).ShouldBe(1, run.Output);
        check(run);
        run.Lines.ShouldAllBe(line => !line.StartsWith("   at ", StringComparison.Ordinal), run.Output);
        await run.NothingIsLeftAsync();
    }
}
