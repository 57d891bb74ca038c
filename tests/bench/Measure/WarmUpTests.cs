using Pipeline.Bench.Measure;

namespace Pipeline.Bench.Tests.Measure;

public sealed class WarmUpTests
{
    [Theory]
    [InlineData(new[] { 100, 100 }, 2)]
    [InlineData(new[] { 100, 91 }, 2)]
    [InlineData(new[] { 100, 89, 85 }, 3)]
    [InlineData(new[] { 100, 120 }, 2)]
    [InlineData(new[] { 100, 80, 60, 40, 20 }, 5)]
    public void It_is_over_when_a_run_is_no_longer_a_tenth_quicker_and_after_five(int[] times, int runs)
    {
        var warmUp = new WarmUp();
        times.Select(t => warmUp.IsOverAfter(TimeSpan.FromMilliseconds(t))).ToList().IndexOf(true).ShouldBe(runs - 1);
    }
}
