using Pipeline.Cli.Api;
using Pipeline.Cli.Tests.Support;

namespace Pipeline.Cli.Tests.Api;

public sealed class ServerAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:7071", "http://127.0.0.1:7071/")]
    [InlineData(" https://app.example/ ", "https://app.example/")]
    [InlineData("https://app.example/api", "https://app.example/")]
    [InlineData("https://gate.example/team/pipeline/api/", "https://gate.example/team/pipeline/")]
    public void Parse_Address_EndsWhereTheApiBegins(string text, string root) =>
        ServerAddress.Parse(text, named: true).Root.AbsoluteUri.ShouldBe(root);

    [Theory]
    [InlineData("http://app.example", false)]
    [InlineData("http://192.168.0.7:7071", false)]
    [InlineData("http://127.0.0.1.example", false)]
    [InlineData("http://localhost:9", true)]
    [InlineData("http://[::1]:9", true)]
    public async Task A_key_goes_to_another_machine_by_https_only(string address, bool goes)
    {
        foreach (var (tool, args) in new (Tool, string[])[]
        {
            (new Tool { Environment = { ["PIPELINE_KEY"] = "hunter2" } }, ["flows", "--url", address]),
            (new Tool { Environment = { ["PIPELINE_URL"] = address } }, ["flows", "--key", "hunter2"]),
        })
        {
            var outcome = await tool.StartAsync(args);
            outcome.Exit.ShouldBe(goes ? ExitCode.ServerUnavailable : ExitCode.Refused);
            if (!goes) outcome.Error.ShouldContain("--insecure");
            outcome.Error.ShouldNotContain("hunter2");
        }
    }

    [Fact]
    public async Task A_key_goes_to_another_machine_in_plain_text_where_the_operator_says_so()
    {
        var outcome = await Tool.RunAsync("flows", "--url", "http://nowhere.invalid", "--key", "hunter2", "--insecure");

        outcome.Exit.ShouldBe(ExitCode.ServerUnavailable);
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost:7071")]
    [InlineData("/etc/passwd")]
    [InlineData("ftp://host")]
    [InlineData("http://user:hunter2@host")]
    [InlineData("https://host/api/flows?code=hunter2")]
    [InlineData("https://host/#hunter2")]
    public void Parse_NoPlainHttpAddress_IsRefusedWithoutRepeatingIt(string text)
    {
        var refused = Should.Throw<CommandException>(() => ServerAddress.Parse(text, named: true));

        refused.ExitCode.ShouldBe(ExitCode.Refused);
        refused.Message.ShouldContain("--url");
        refused.Message.ShouldNotContain("hunter2");
    }
}
