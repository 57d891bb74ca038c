using Pipeline.Jobs;

namespace Pipeline.Tests.Jobs;

public sealed class RetryBackoffTests
{
    private static readonly RetryBackoff Backoff = new(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(10));

    [Theory]
    [InlineData(1, 0, 2)]
    [InlineData(2, 0, 4)]
    [InlineData(5, 0, 32)]
    [InlineData(5, 0.5, 40)]
    [InlineData(10, 0, 600)]
    [InlineData(100, 0, 600)]
    [InlineData(int.MaxValue, 0.5, 750)]
    public void It_doubles_up_to_the_longest_and_adds_up_to_half(int failures, double random, double seconds) =>
        Backoff.After(failures, random).TotalSeconds.ShouldBe(seconds, 0.001);

    [Fact]
    public void No_delay_stays_none() => new RetryBackoff(TimeSpan.Zero, TimeSpan.Zero).After(7, 0.9).ShouldBe(TimeSpan.Zero);
}
