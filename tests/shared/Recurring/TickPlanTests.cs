using Pipeline.Recurring;

namespace Pipeline.Tests.Recurring;

public sealed class TickPlanTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TickSchedule EveryTenMinutes = TickSchedule.Parse("0 */10 * * * *", "UTC");
    private static readonly TickSchedule EverySecond = TickSchedule.Parse("* * * * * *", "UTC");

    [Theory]
    [InlineData(MissedTicks.Skip)]
    [InlineData(MissedTicks.CatchUpOnce)]
    public void A_tick_in_time_is_run(MissedTicks missed) =>
        TickPlan.Of(EveryTenMinutes, missed, Noon, Noon.AddSeconds(59)).ShouldBe(new(Noon, Noon.AddMinutes(10)));

    [Fact]
    public void Skip_passes_over_late_ticks() =>
        TickPlan.Of(EveryTenMinutes, MissedTicks.Skip, Noon, Noon.AddMinutes(25)).ShouldBe(new(null, Noon.AddMinutes(30)));

    [Fact]
    public void Skip_runs_the_tick_that_is_not_late_after_late_ones() =>
        TickPlan.Of(EveryTenMinutes, MissedTicks.Skip, Noon, Noon.AddMinutes(20.5)).ShouldBe(new(Noon.AddMinutes(20), Noon.AddMinutes(30)));

    [Fact]
    public void Skip_runs_each_tick_that_is_not_late() =>
        TickPlan.Of(EverySecond, MissedTicks.Skip, Noon, Noon.AddSeconds(30)).ShouldBe(new(Noon, Noon.AddSeconds(1)));

    [Fact]
    public void CatchUpOnce_makes_up_for_all_missed_ticks_by_one_run() =>
        TickPlan.Of(EveryTenMinutes, MissedTicks.CatchUpOnce, Noon, Noon.AddHours(5.05)).ShouldBe(new(Noon, Noon.AddHours(5).AddMinutes(10)));
}
