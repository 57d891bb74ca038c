using Pipeline.Inspection;
using Pipeline.Outbox;

namespace Pipeline.Tests.Outbox;

public sealed class MergeSizesTests
{
    [Theory]
    [InlineData(0.2, 50, 20, 50)]
    [InlineData(5, 100, 3, 100)]
    [InlineData(40, 50, 1, 22)]
    [InlineData(700, 50, 1, 1)]
    [InlineData(5_000, 50, 1, 1)]
    public void A_message_takes_20_milliseconds_at_least_and_a_second_at_most(double milliseconds, int batch, int least, int most) =>
        MergeSizes.Size(Run(milliseconds), batch).ShouldBe((least, most));

    [Fact]
    public void What_never_ran_stays_apart() => MergeSizes.Size(new int[LatencyScale.Steps], 50).Most.ShouldBe(1);

    [Fact]
    public void One_slow_job_in_eleven_is_no_rule_and_one_in_nine_is()
    {
        MergeSizes.Size(Run([.. Enumerable.Repeat(1.0, 10), 5_000]), 50).Most.ShouldBe(50);
        MergeSizes.Size(Run([.. Enumerable.Repeat(1.0, 8), 5_000]), 50).Most.ShouldBe(1);
    }

    private static int[] Run(params double[] milliseconds)
    {
        var steps = new int[LatencyScale.Steps];
        foreach (var each in milliseconds) steps[LatencyScale.Of(TimeSpan.FromMilliseconds(each))]++;
        return steps;
    }
}
