using Pipeline.Bench.Measure;

namespace Pipeline.Bench.Tests.Measure;

public sealed class SpreadTests
{
    [Fact]
    public void Of_OddNumberOfValues_IsTheMiddleOneWithBothEnds() => Spread.Of([3, 1, 10]).ShouldBe(new(3, 1, 10));

    [Fact]
    public void Of_EvenNumberOfValues_IsBetweenTheTwoInTheMiddle() => Spread.Of([4, 1, 2, 10]).Median.ShouldBe(3);

    [Fact]
    public void Of_Nothing_Throws() => Should.Throw<ArgumentException>(() => Spread.Of([]));

    [Theory]
    [InlineData(0.5, 50)]
    [InlineData(0.99, 99)]
    [InlineData(1, 100)]
    [InlineData(0, 1)]
    public void Percentile_OneToHundred_IsTheNearestRank(double share, double expected) =>
        Spread.Percentile(Enumerable.Range(1, 100).Reverse().Select(n => (double)n), share).ShouldBe(expected);
}
