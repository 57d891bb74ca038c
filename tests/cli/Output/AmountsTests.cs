using Pipeline.Cli.Output;

namespace Pipeline.Cli.Tests.Output;

public sealed class AmountsTests
{
    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(0.2, "0:01")]
    [InlineData(59.5, "1:00")]
    [InlineData(61, "1:01")]
    [InlineData(3599.5, "1:00:00")]
    [InlineData(3723, "1:02:03")]
    [InlineData(86_399.9, "1d 0:00:00")]
    [InlineData(183_845, "2d 3:04:05")]
    public void Left_RoundsUpToWholeSeconds(double seconds, string expected) =>
        Amounts.Left(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 KB")]
    [InlineData(209_715_200, "209.7 MB")]
    [InlineData(long.MaxValue, "9223372.0 TB")]
    public void Size_TakesTheFittingUnit(long bytes, string expected) => Amounts.Size(bytes).ShouldBe(expected);

    [Theory]
    [InlineData(0, "0.0")]
    [InlineData(9.87, "9.9")]
    [InlineData(1234.5, "1,234")]
    public void Rate_ShowsDecimalsOnlyWhereTheyMatter(double rate, string expected) => Amounts.Rate(rate).ShouldBe(expected);
}
