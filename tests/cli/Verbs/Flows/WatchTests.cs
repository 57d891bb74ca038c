using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests.Verbs.Flows;

public sealed class WatchTests
{
    [Fact]
    public async Task Watch_AppRestarts_GoesOnWhenItIsBack()
    {
        var api = await FakeApi.StartAsync(Reply.Json(SampleFlow.Running(40)));
        Task? restart = null;
        FakeApi? second = null;
        var tool = new Tool
        {
            OnError = line =>
            {
                if (line.StartsWith("40/100", StringComparison.Ordinal))
                    restart ??= Task.Run(async () => await api.DisposeAsync());
                if (line.Contains("Looking again", StringComparison.Ordinal))
                    restart = StartAgainAsync(restart!);
            },
        };

        async Task StartAgainAsync(Task stopped)
        {
            await stopped;
            second = await FakeApi.StartAsync(api.Port, true, Reply.Json(SampleFlow.Succeeded));
        }

        var outcome = await tool.StartAsync("status", SampleFlow.Id, "--url", api.Url, "--watch");

        await restart!;
        await second!.DisposeAsync();
        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        outcome.Error.ShouldContain("The server answers again.");
    }

    [Theory]
    [InlineData("dropped")]
    [InlineData("halfway")]
    [InlineData("stalled")]
    [InlineData("500")]
    [InlineData("starting")]
    public async Task Watch_TransientFault_GoesOn(string fault)
    {
        var reply = fault switch
        {
            "dropped" => Reply.Drop,
            "halfway" => Reply.DropHalfway,
            "stalled" => Reply.Stall,
            "500" => Reply.Html(500),
            _ => Reply.Html(404),
        };
        await using var api = await FakeApi.StartAsync(Reply.Json(SampleFlow.Running(40)), reply, reply, Reply.Json(SampleFlow.Succeeded));
        var tool = new Tool { Pacing = Tool.Quick with { AnswerWithin = TimeSpan.FromSeconds(fault == "stalled" ? 0.5 : 10) } };

        var outcome = await tool.StartAsync("status", SampleFlow.Id, "--url", api.Url, "--watch");

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        outcome.Error.ShouldContain("The server answers again.");
    }

    [Fact]
    public async Task Watch_ServerGoneForGood_ExitsWith4AndSaysHowToWatchAgain()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(SampleFlow.Running(40)), Reply.Drop);
        var tool = new Tool { Pacing = Tool.Quick with { OutageLimit = TimeSpan.FromSeconds(0.3) } };

        var outcome = await tool.StartAsync("status", SampleFlow.Id, "--url", api.Url, "--watch", "--key", "s3cret");

        outcome.Exit.ShouldBe(ExitCode.ServerUnavailable);
        outcome.ErrorLines[^1].TrimEnd().ShouldEndWith($"pipeline status {SampleFlow.Id} --watch --url {api.Url}");
        outcome.Error.ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task Watch_KeyRevokedMeanwhile_ExitsWith3()
    {
        await using var api = await FakeApi.StartAsync(Reply.Json(SampleFlow.Running(40)), Reply.Html(401));

        (await Tool.RunAsync("status", SampleFlow.Id, "--url", api.Url, "--watch")).Exit.ShouldBe(ExitCode.NotAuthorised);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Watch_CtrlC_ExitsWith130AndSaysHowToWatchAgain(bool onTerminal)
    {
        using var interrupt = new CancellationTokenSource();
        var looks = 0;
        await using var api = await FakeApi.StartAsync(context =>
        {
            if (++looks == 3)
                interrupt.Cancel();
            return Reply.Json(SampleFlow.Running(40))(context);
        });
        var tool = new Tool { Interrupt = interrupt.Token, OnTerminal = onTerminal, Environment = new() { ["PIPELINE_URL"] = api.Url } };

        var outcome = await tool.StartAsync("status", SampleFlow.Id, "--watch", "--json");

        outcome.Exit.ShouldBe(ExitCode.Interrupted);
        outcome.Out.ShouldBeEmpty();
        outcome.ErrorLines[^1].TrimEnd().ShouldEndWith($"the flow goes on. To watch it again: pipeline status {SampleFlow.Id} --watch");
    }
}
