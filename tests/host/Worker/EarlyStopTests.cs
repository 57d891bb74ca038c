namespace Pipeline.LocalHost.Tests.Worker;

/// <summary>A host that is told to stop before it has started ends as quietly as any other.</summary>
public sealed class EarlyStopTests
{
    [ServiceTheory]
    [InlineData("Started the worker process")]
    [InlineData("> open")]
    [InlineData("is disabled")]
    [InlineData("Job host started")]
    public async Task Sigterm_WhileTheHostStarts_EndsHostAndWorkerWithZero(string instant)
    {
        await using var run = HostRun.Begin(Setup.For("Tick", "Sum", "Add", "GetInstance").WithStorage().With("Schedule", "00:00:01")
            .With("AzureFunctionsJobHost__extensions__durableTask__hubName", $"T{Guid.NewGuid():n}"));
        await run.SaysAsync(instant);
        (await run.StopAsync()).ShouldBe(0, run.Output);
        run.Lines.ShouldAllBe(line => !line.StartsWith("   at ", StringComparison.Ordinal), run.Output);
        await run.NothingIsLeftAsync();
    }
}
