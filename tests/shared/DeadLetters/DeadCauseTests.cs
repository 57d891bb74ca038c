using Pipeline.DeadLetters;

namespace Pipeline.Tests.DeadLetters;

public sealed class DeadCauseTests
{
    [Theory]
    [InlineData("System.FormatException: row 17 is bad\n   at X", "System.FormatException: row # is bad")]
    [InlineData("System.FormatException: row 1,899 is bad", "System.FormatException: row # is bad")]
    [InlineData("job 0198b1c2-0000-7000-8000-00000000000a is gone", "job # is gone")]
    [InlineData("no column 'Straße' in \"a b\"", "no column # in #")]
    [InlineData("12:30:01.5", "#")]
    [InlineData("a\u001b[2Jb\u202ec\td", "a [#Jb c d")]
    [InlineData("", "unknown")]
    [InlineData(null, "unknown")]
    [InlineData("\r\nsecond line", "unknown")]
    public void What_differs_from_job_to_job_is_left_out(string? error, string cause) => DeadCause.Of(error).ShouldBe(cause);

    [Fact]
    public void A_cause_has_at_most_200_characters_and_no_half_of_one()
    {
        DeadCause.Of(new('x', 100_000)).Length.ShouldBe(200);
        DeadCause.Of(new string('x', 199) + "😀 and more").ShouldBe(new string('x', 199));
        DeadCause.Of($"'{new string('x', 990)}'       😀 and more").ShouldBe("#");
    }
}
