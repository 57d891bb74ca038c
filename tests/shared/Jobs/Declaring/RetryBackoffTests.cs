using FsCheck;
using FsCheck.Fluent;
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

    [Fact]
    public void Whatever_the_numbers_it_never_shrinks_from_failure_to_failure_and_keeps_its_bounds()
    {
        var cases =
            from first in Gen.Choose(0, int.MaxValue)
            from longer in Gen.Choose(0, int.MaxValue)
            from failures in Gen.Frequency((3, Gen.Choose(1, 100)), (1, Gen.Choose(1, int.MaxValue - 1)))
            from random in Gen.Choose(0, 999_999)
            let longest = TimeSpan.FromMilliseconds((long)first + longer)
            select (new RetryBackoff(TimeSpan.FromMilliseconds(first), longest), failures, random / 1_000_000d);
        // A failure prints the case and its seed.
        Check.QuickThrowOnFailure(Prop.ForAll(Arb.From(cases), c =>
        {
            var (backoff, failures, random) = c;
            var (least, delay, next) = (backoff.After(failures, 0), backoff.After(failures, random), backoff.After(failures + 1, 0));
            return least >= backoff.First && least <= backoff.Longest && next >= least && delay >= least && delay <= least * 1.5
                && backoff.After(1, 0) == backoff.First;
        }));
    }
}
