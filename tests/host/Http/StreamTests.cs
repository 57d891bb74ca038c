using System.Net;

namespace Pipeline.LocalHost.Tests.Http;

/// <summary>An app without ASP.NET Core integration, whose requests and answers travel in the worker's stream.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task RequestAndAnswer_TravelWithBodyQueryHeadersAndCookies()
    {
        await using var run = await HostRun.StartAsync(new Setup { Folder = Paths.Plain, Functions = ["Echo", "Fail"] });
        using var http = run.Http();
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/echo/Ada?q=1%202") { Content = new StringContent("the body ä") };
        request.Headers.Add("X-Mine", "mine");
        using var answer = await http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("Ada 1 2 the body ä");
        answer.Headers.GetValues("X-Mine").ShouldBe(["mine"]);
        answer.Headers.GetValues("Set-Cookie").Single().ShouldStartWith("seen=Ada");

        using var failure = await http.GetAsync("api/Fail");
        failure.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await failure.Content.ReadAsStringAsync()).ShouldBeEmpty();
        await run.SaysAsync("the secret detail");
    }

    [Fact]
    public async Task UnsupportedTriggersAndOutputs_AreRefusedByNameAtStart()
    {
        await using var run = HostRun.Begin(new Setup { Folder = Paths.Plain });
        (await run.ExitCodeAsync()).ShouldBe(1, run.Output);
        run.Has("function 'Both': the output binding 'queue' is not supported for 'httpTrigger'").ShouldBeTrue(run.Output);
        run.Has("function 'FromQueue', parameter 'item': the trigger 'queueTrigger' is not supported").ShouldBeTrue(run.Output);
        run.Has("--skip-unsupported").ShouldBeTrue(run.Output);
        await run.NothingIsLeftAsync();
    }

    [Fact]
    public async Task SkipUnsupported_RunsTheOthersAndSaysWhatIsLeftOut()
    {
        await using var run = await HostRun.StartAsync(new Setup { Folder = Paths.Plain, Arguments = ["--skip-unsupported"] });
        run.Has("Left out because of --skip-unsupported: function 'Both': the output binding 'queue'").ShouldBeTrue(run.Output);
        run.Has("Left out because of --skip-unsupported: function 'FromQueue', parameter 'item': the trigger 'queueTrigger'").ShouldBeTrue(run.Output);
        using var http = run.Http();
        using var answer = await http.GetAsync("api/Fail");
        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await run.StopAsync()).ShouldBe(0, run.Output);
    }
}
