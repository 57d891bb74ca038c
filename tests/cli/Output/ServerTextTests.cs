using Pipeline.Cli.Output;

namespace Pipeline.Cli.Tests.Output;

public sealed class ServerTextTests
{
    [Theory]
    [InlineData("\u001b[2J\u001b]0;title\u0007gone", "[2J ]0;title gone")]
    [InlineData("two\r\nlines\u2028three", "two  lines three")]
    [InlineData("right\u202eleft\u200b", "right left")]
    [InlineData("\u009b31mred", "31mred")]
    [InlineData("[red]markup[/] stays, as does Ñandú 数", "[red]markup[/] stays, as does Ñandú 数")]
    [InlineData(null, "")]
    public void Clean_LeavesOnePrintableLine(string? text, string expected) => ServerText.Clean(text).ShouldBe(expected);

    [Fact]
    public void Clean_HalfACharacter_IsReplaced() => ServerText.Clean("\ud800lone").ShouldBe("\ufffdlone");

    [Fact]
    public void Clean_EndlessText_IsCut() => ServerText.Clean(new string('x', 100_000)).Length.ShouldBe(501);

    [Fact]
    public void Clean_ArbitraryText_NeverKeepsAControlCharacter()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        for (var round = 0; round < 1000; round++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(60)).Select(_ => (char)random.Next(0x3000))]);
            ServerText.Clean(text).Any(char.IsControl).ShouldBeFalse($"seed {seed}, round {round}");
        }
    }
}
