using System.Globalization;
using Pipeline.Recurring;

namespace Pipeline.Tests.Recurring;

public sealed class TickScheduleTests
{
    [Theory]
    [InlineData("0 */5 * * * *", "UTC", "2026-05-01T10:00:00Z", "05-01 10:05:00", "05-01 10:10:00")]
    [InlineData("0 0 9 * * 1", "UTC", "2026-05-01T10:00:00Z", "05-04 09:00:00", "05-11 09:00:00")]
    [InlineData("0 0 9 * * *", "Europe/Berlin", "2026-05-01T10:00:00Z", "05-02 07:00:00", "05-03 07:00:00")]
    [InlineData("0 30 0 * * *", "Asia/Kolkata", "2026-05-01T10:00:00Z", "05-01 19:00:00", "05-02 19:00:00")]
    [InlineData("*/20 * * * * *", "UTC", "2026-12-31T23:59:45.5Z", "01-01 00:00:00", "01-01 00:00:20")]
    public void Ticks_are_read_on_the_clock_of_the_zone(string schedule, string zone, string from, params string[] expected) =>
        Ticks(schedule, zone, from, expected.Length).ShouldBe(expected);

    // Berlin, 29 March 2026: at 01:00 UTC the clock goes from 2 to 3.
    [Theory]
    [InlineData("0 30 2 * * *", "2026-03-28T00:00:00Z", "03-28 01:30:00", "03-29 01:00:00", "03-30 00:30:00")]
    [InlineData("0 */15 2 * * *", "2026-03-29T00:00:00Z", "03-29 01:00:00", "03-30 00:00:00")]
    [InlineData("0 0 2,3 * * *", "2026-03-29T00:00:00Z", "03-29 01:00:00", "03-30 00:00:00", "03-30 01:00:00")]
    [InlineData("0 59 1 * * *", "2026-03-29T00:00:00Z", "03-29 00:59:00", "03-29 23:59:00")]
    [InlineData("0 0 3 * * *", "2026-03-29T00:00:00Z", "03-29 01:00:00", "03-30 01:00:00")]
    public void A_tick_in_the_hour_left_out_runs_once_when_the_clock_is_put_forward(string schedule, string from, params string[] expected) =>
        Ticks(schedule, "Europe/Berlin", from, expected.Length).ShouldBe(expected);

    // Berlin, 25 October 2026: at 01:00 UTC the clock goes from 3 to 2.
    [Theory]
    [InlineData("0 30 2 * * *", "2026-10-25T00:00:00Z", "10-25 00:30:00", "10-26 01:30:00")]
    [InlineData("0 30 2 * * *", "2026-10-25T01:10:00Z", "10-26 01:30:00", "10-27 01:30:00")]
    [InlineData("0 0 2 * * *", "2026-10-24T12:00:00Z", "10-25 00:00:00", "10-26 01:00:00")]
    [InlineData("0 0 3 * * *", "2026-10-24T12:00:00Z", "10-25 02:00:00", "10-26 02:00:00")]
    [InlineData("0 30 1,2,3 * * *", "2026-10-24T23:00:00Z", "10-24 23:30:00", "10-25 00:30:00", "10-25 02:30:00")]
    public void A_tick_in_the_hour_that_comes_twice_runs_the_first_time(string schedule, string from, params string[] expected) =>
        Ticks(schedule, "Europe/Berlin", from, expected.Length).ShouldBe(expected);

    [Theory]
    [InlineData("*/30 0 * * * *", "2026-10-25T00:00:00Z", "10-25 00:00:30", "10-25 01:00:00", "10-25 01:00:30", "10-25 02:00:00")]
    [InlineData("0 */30 2 * * *", "2026-10-24T12:00:00Z", "10-25 00:00:00", "10-25 00:30:00", "10-25 01:00:00", "10-25 01:30:00", "10-26 01:00:00")]
    public void An_interval_runs_both_times(string schedule, string from, params string[] expected) =>
        Ticks(schedule, "Europe/Berlin", from, expected.Length).ShouldBe(expected);

    // In Ireland winter time is the exception: it is an hour before the standard time of the zone.
    [Theory]
    [InlineData("0 30 1 * * *", "2026-10-24T12:00:00Z", "10-25 00:30:00", "10-26 01:30:00")]
    [InlineData("0 30 1 * * *", "2026-03-28T12:00:00Z", "03-29 01:00:00", "03-30 00:30:00")]
    public void Negative_summer_time_is_no_exception(string schedule, string from, params string[] expected) =>
        Ticks(schedule, "Europe/Dublin", from, expected.Length).ShouldBe(expected);

    [Fact]
    public void Every_half_minute_of_the_first_minute_comes() =>
        Ticks("*/30 0 * * * *", "UTC", "2026-05-01T10:00:00Z", 3).ShouldBe(["05-01 10:00:30", "05-01 11:00:00", "05-01 11:00:30"]);

    // Lord Howe Island puts its clock by half an hour: on 4 October 2026, at 15:30 UTC of the day before, from 2:00 to 2:30.
    [Fact]
    public void A_change_of_half_an_hour_is_no_exception() =>
        Ticks("0 15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00:00Z", 2).ShouldBe(["10-03 15:30:00", "10-04 15:15:00"]);

    [Theory]
    [InlineData("0 */10 * * * *", "Europe/Berlin")]
    [InlineData("0 */10 * * * *", "America/New_York")]
    public void With_every_hour_ticks_keep_their_distance_all_the_year(string schedule, string zone)
    {
        var ticks = TickSchedule.Parse(schedule, zone);
        var tick = At("2026-01-01T00:00:00Z");
        while (tick < At("2027-01-01T00:00:00Z"))
        {
            var next = ticks.Next(tick).ShouldNotBeNull();
            if (next - tick != TimeSpan.FromMinutes(10)) (next - tick).ShouldBe(TimeSpan.FromMinutes(10), $"after {tick:u}");
            tick = next;
        }
    }

    [Fact]
    public void A_rare_tick_is_found() =>
        TickSchedule.Parse("0 0 0 29 2 1", "UTC").Next(At("2097-01-01T00:00:00Z"))!.Value.DayOfWeek.ShouldBe(DayOfWeek.Monday);

    [Theory]
    [InlineData("", "UTC", "six fields")]
    [InlineData("* * * * *", "UTC", "six fields")]
    [InlineData("* * * * * * *", "UTC", "six fields")]
    [InlineData("60 * * * * *", "UTC", "six fields")]
    [InlineData("every day", "UTC", "six fields")]
    [InlineData("0 0 0 30 2 *", "UTC", "never comes")]
    [InlineData("* * * * * *", "Mars/Olympus", "Europe/Berlin")]
    [InlineData("* * * * * *", "", "Europe/Berlin")]
    public void What_is_no_schedule_is_refused_with_what_to_write(string schedule, string zone, string said) =>
        Should.Throw<FormatException>(() => TickSchedule.Parse(schedule, zone)).Message.ShouldContain(said);

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    private static string[] Ticks(string schedule, string zone, string from, int count)
    {
        var ticks = TickSchedule.Parse(schedule, zone);
        var at = At(from);
        return [.. Enumerable.Range(0, count).Select(_ => (at = ticks.Next(at)!.Value).ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture))];
    }
}
