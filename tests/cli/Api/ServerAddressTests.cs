using Pipeline.Cli.Api;

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
