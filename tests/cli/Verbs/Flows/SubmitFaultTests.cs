using Microsoft.AspNetCore.Http;
using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests.Verbs.Flows;

public sealed class SubmitFaultTests : IDisposable
{
    private readonly TempFile file = new();

    public void Dispose() => file.Dispose();

    public static TheoryData<string> Transients => ["500", "503", "429", "408", "dropped", "dropped halfway"];

    [Theory]
    [MemberData(nameof(Transients))]
    public async Task Submit_TransientFailure_SendsTheWholeFileAgainUnderTheSameKey(string fault)
    {
        await using var api = await FakeApi.StartAsync(Fault(fault), Fault(fault), SampleFlow.Accepted);

        var outcome = await Tool.RunAsync("submit", file.Path, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Done, outcome.Error);
        outcome.Error.ShouldContain("Trying again (2 of 4).");
        api.Seen.Count.ShouldBe(3);
        api.Seen.Select(request => request.Headers["Idempotency-Key"]).Distinct().ShouldHaveSingleItem();
        var content = await File.ReadAllBytesAsync(file.Path);
        api.Seen.ShouldAllBe(request => request.Body.SequenceEqual(content));
    }

    [Theory]
    [MemberData(nameof(Transients))]
    public async Task Submit_FailureThatStays_ExitsWith4AfterAFewTries(string fault)
    {
        await using var api = await FakeApi.StartAsync(Fault(fault));

        var outcome = await Tool.RunAsync("submit", file.Path, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.ServerUnavailable);
        outcome.Out.ShouldBeEmpty();
        api.Seen.Count.ShouldBe(1 + Tool.Quick.Retries);
    }

    [Fact]
    public async Task Submit_NobodyListens_SaysHowToNameTheServer()
    {
        string url;
        await using (var gone = await FakeApi.StartAsync(SampleFlow.Accepted))
            url = gone.Url;

        var outcome = await Tool.RunAsync("submit", file.Path, "--url", url);

        outcome.Exit.ShouldBe(ExitCode.ServerUnavailable);
        outcome.ErrorLines[^1].ShouldBe(
            $"pipeline: No server answers at {url}: connection refused. Start the app, or set its address with --url or PIPELINE_URL.");
    }

    [Fact]
    public async Task Submit_Refused_PassesOnWhatTheServerSays()
    {
        await using var api = await FakeApi.StartAsync(Reply.Problem(400, "Not a voters file", "The column surname is missing."));

        var outcome = await Tool.RunAsync("submit", file.Path, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Refused);
        outcome.ErrorLines[^1].ShouldBe("pipeline: The server refused (400: Not a voters file: The column surname is missing).");
        api.Seen.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Submit_WrongKey_ExitsWith3AndNeverPrintsIt(int status)
    {
        await using var api = await FakeApi.StartAsync(Reply.Html(status));

        var outcome = await Tool.RunAsync("submit", file.Path, "--url", api.Url, "--key", "s3cret");

        outcome.Exit.ShouldBe(ExitCode.NotAuthorised);
        outcome.Error.ShouldContain("--key or PIPELINE_KEY");
        outcome.Error.ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task Submit_RefusedBeforeALargeUpload_HearsTheRefusal()
    {
        using var large = new TempFile(new byte[16 * 1024 * 1024]);
        await using var api = await FakeApi.StartAsync(0, readsBodies: false, Reply.Problem(401, "Key wanted", "x"));

        var outcome = await Tool.RunAsync("submit", large.Path, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.NotAuthorised, outcome.Error);
    }

    [Fact]
    public async Task Submit_Redirected_DoesNotFollowWithTheKey()
    {
        await using var elsewhere = await FakeApi.StartAsync(SampleFlow.Accepted);
        await using var api = await FakeApi.StartAsync(Reply.With(307, "text/plain", "", ("Location", elsewhere.Url)));

        var outcome = await Tool.RunAsync("submit", file.Path, "--url", api.Url, "--key", "s3cret");

        outcome.Exit.ShouldBe(ExitCode.Refused);
        outcome.Error.ShouldContain(elsewhere.Url);
        elsewhere.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task Submit_InterruptedDuringTheUpload_SaysThatTheServerMayHaveIt()
    {
        using var interrupt = new CancellationTokenSource();
        await using var api = await FakeApi.StartAsync(context =>
        {
            interrupt.Cancel();
            return Reply.Stall(context);
        });

        var outcome = await new Tool { Interrupt = interrupt.Token }.StartAsync("submit", file.Path, "--url", api.Url);

        outcome.Exit.ShouldBe(ExitCode.Interrupted);
        outcome.ErrorLines[^1].ShouldContain("pipeline status");
    }

    private static RequestDelegate Fault(string name) => name switch
    {
        "dropped" => Reply.Drop,
        "dropped halfway" => Reply.DropHalfway,
        _ => Reply.Problem(int.Parse(name, null), "Out of order", "x"),
    };
}
