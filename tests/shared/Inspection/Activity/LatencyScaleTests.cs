using Pipeline.Inspection;

namespace Pipeline.Tests.Inspection;

public sealed class LatencyScaleTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.9, 0)]
    [InlineData(1, 1)]
    [InlineData(1.5, 2)]
    [InlineData(1_000, 20)]
    [InlineData(1e12, LatencyScale.Steps - 1)]
    public void A_duration_has_its_step(double milliseconds, int step) => LatencyScale.Of(TimeSpan.FromMilliseconds(milliseconds)).ShouldBe(step);

    [Fact]
    public void A_value_lies_below_the_upper_end_of_its_step_and_not_below_that_of_the_one_before()
    {
        for (var ms = 1.0; ms < 8_000_000; ms *= 1.37)
        {
            var step = LatencyScale.Of(TimeSpan.FromMilliseconds(ms));
            LatencyScale.UpperEnd(step).ShouldBeGreaterThan(ms - 0.1);
            LatencyScale.UpperEnd(step - 1).ShouldBeLessThanOrEqualTo(ms + 0.1);
        }
    }

    [Fact]
    public void Quantiles_count_from_below()
    {
        var steps = new int[LatencyScale.Steps];
        (steps[2], steps[10], steps[20]) = (50, 45, 5);

        LatencyScale.Quantiles(steps).ShouldBe(new(LatencyScale.UpperEnd(2), LatencyScale.UpperEnd(10), LatencyScale.UpperEnd(20)));
    }

    [Fact]
    public void Nothing_has_no_quantiles() => LatencyScale.Quantiles(new int[LatencyScale.Steps]).ShouldBeNull();
}
