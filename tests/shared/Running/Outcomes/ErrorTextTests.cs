using System.Text;
using Pipeline.Running;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

public sealed class ErrorTextTests
{
    // No theory: an attribute cannot hold half a pair.
    [Fact]
    public void What_cannot_be_stored_is_replaced_and_all_else_stays()
    {
        ErrorText.Of(new InvalidOperationException("a\0b")).ShouldEndWith("a\uFFFDb");
        ErrorText.Of(new InvalidOperationException("half \uD83D of a pair")).ShouldEndWith("half \uFFFD of a pair");
        ErrorText.Of(new InvalidOperationException("the other half \uDE00")).ShouldEndWith("the other half \uFFFD");
        ErrorText.Of(new InvalidOperationException("a whole pair \uD83D\uDE00, Ärger")).ShouldEndWith("a whole pair \uD83D\uDE00, Ärger");
    }

    [Fact]
    public void A_long_text_is_cut_and_says_so()
    {
        var text = ErrorText.Of(new InvalidOperationException(new string('x', 10_000)));
        text.Length.ShouldBe(4_001);
        text.ShouldEndWith("…");
    }

    [Fact]
    public void A_pair_that_the_cut_would_halve_leaves_no_half()
    {
        foreach (var filling in new[] { 1_000, 1_001 })
            Should.NotThrow(() => new UTF8Encoding(false, throwOnInvalidBytes: true)
                .GetBytes(ErrorText.Of(new InvalidOperationException(new string('x', filling) + string.Concat(Enumerable.Repeat("\uD83D\uDE00", 4_000))))));
    }

    [ServiceFact]
    public async Task An_error_of_any_characters_reaches_the_row()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new InvalidOperationException("nul \0 half \uD800 " + new string('\uDC00', 9_000));
        await pipeline.EnqueueAsync("a");
        await pipeline.RunAsync();
        (await pipeline.ErrorAsync()).ShouldContain("nul \uFFFD half \uFFFD ");
    }
}
