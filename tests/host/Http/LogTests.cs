namespace Pipeline.LocalHost.Tests.Http;

public sealed class LogTests
{
    [Fact]
    public async Task WorkersLog_IsOnTheHostsConsoleUnderItsCategoryWithLevelAndException()
    {
        await using var run = await HostRun.StartAsync(Setup.For("Log"));
        using var http = run.Http();
        await http.GetStringAsync("api/Log");
        await run.SaysAsync("Executed 'Functions.Log' (Succeeded");
        await run.SaysAsync("Error: Shop.Requests: a log of level error");
        await run.SaysAsync("the cause");
        run.Has("Warning: Shop.Requests: a log of level warning").ShouldBeTrue(run.Output);
        run.Has("Shop.Requests: a log of level information").ShouldBeTrue(run.Output);
        run.Has("a log of level debug").ShouldBeFalse(run.Output);
        run.Has("Executing 'Functions.Log'").ShouldBeTrue(run.Output);
    }

    [Fact]
    public async Task LevelsOfHostJson_HoldForHostAndWorkerByCategory()
    {
        var setup = Setup.For("Log").With("AzureFunctionsJobHost__logging__logLevel__default", "Error")
            .With("AzureFunctionsJobHost__logging__logLevel__Shop", "Warning");
        await using var run = await HostRun.StartAsync(setup);
        using var http = run.Http();
        await http.GetStringAsync("api/Log");
        await run.SaysAsync("a log of level error");
        run.Has("a log of level warning").ShouldBeTrue(run.Output);
        run.Has("a log of level information").ShouldBeFalse(run.Output);
        run.Has("Executing").ShouldBeFalse(run.Output);
    }
}
