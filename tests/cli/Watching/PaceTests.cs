using Pipeline.Cli.Watching;

namespace Pipeline.Cli.Tests.Watching;

public sealed class PaceTests
{
    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);

    [Fact]
    public void Of_SteadyProgress_TellsRateAndTimeLeft()
    {
        var pace = Pace.Of(ended: 40, TenSeconds, open: 60, recordsPerJob: 100);

        pace.JobsPerSecond.ShouldBe(4);
        pace.RecordsPerSecond.ShouldBe(400);
        pace.Left.ShouldBe(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public void Of_NothingEnded_IsAStallWithoutAForecast() =>
        Pace.Of(ended: 0, TenSeconds, open: 60, recordsPerJob: 100).ShouldBe(new Pace(0, 0, null));

    [Fact]
    public void Of_NothingOpen_HasNoTimeLeftEvenWithoutARate() =>
        Pace.Of(ended: 0, TenSeconds, open: 0, recordsPerJob: null).Left.ShouldBe(TimeSpan.Zero);

    [Fact]
    public void Of_UnknownRecords_LeavesTheirRateOut() =>
        Pace.Of(ended: 40, TenSeconds, open: 60, recordsPerJob: null).RecordsPerSecond.ShouldBeNull();

    [Theory]
    [InlineData(5, 0)]
    [InlineData(-5, 10)]
    public void Of_NoTimeOrJobsThatReopened_SaysNothing(long ended, int seconds) =>
        Pace.Of(ended, TimeSpan.FromSeconds(seconds), open: 60, recordsPerJob: 100).ShouldBe(Pace.Unknown);

    [Fact]
    public void Of_MoreThanAMonthLeft_MakesNoForecast() =>
        Pace.Of(ended: 1, TenSeconds, open: long.MaxValue, recordsPerJob: null).Left.ShouldBeNull();
}
