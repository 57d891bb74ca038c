using Microsoft.Extensions.DependencyInjection;
using Pipeline.Emulator.Triggers.Timers;

namespace Pipeline.Emulator.Tests.Timers;

public sealed class MonitorTests
{
    [ServiceFact]
    public async Task MissedRun_IsMadeUpForAtStart()
    {
        var setup = Setup.ForTimers();
        await using (var first = await EmulatedApp.StartAsync(setup, typeof(Yearly)))
        {
            first.Journal.Entries.ShouldBeEmpty();
            await MissARunAsync(first);
        }
        await using var app = await EmulatedApp.StartAsync(setup, typeof(Yearly));
        await app.Journal.UntilAsync(1);
        app.Journal.Entries.ShouldBe(["past due since 2001-01-01"]);
    }

    [ServiceFact]
    public async Task FirstStart_RunsNothingAndRemembersWhatIsNext()
    {
        await using var app = await EmulatedApp.StartAsync(Setup.ForTimers(), typeof(Yearly));
        var blob = app.Services.GetRequiredService<HostStorage>().StatusOf("Host.Functions.Yearly");
        await Eventually.TrueAsync(async () => await blob.ExistsAsync(), TimeSpan.FromSeconds(30), "the status blob");
        var status = (await blob.DownloadContentAsync()).Value.Content.ToObjectFromJson<TimerStatus>()!;
        (status.Next.Month, status.Next.Day, status.Next > TimeProvider.System.GetUtcNow()).ShouldBe((1, 1, true));
        app.Journal.Entries.ShouldBeEmpty();
    }

    [Fact]
    public void ChangedSchedule_IsNoMissedRun()
    {
        var now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        var hourly = TimerSchedule.Parse("01:00:00", TimeProvider.System);
        var daily = new TimerStatus(now.AddHours(-2), now.AddHours(22), now.AddHours(-2));
        TimerStatus.Adjust(daily, hourly, now).Next.ShouldBe(now.AddHours(1));
    }

    [Theory]
    [InlineData("* * * * * *", true)]
    [InlineData("*/5 * * * * *", true)]
    [InlineData("0 * * * * *", false)]
    [InlineData("0 */5 * * * *", false)]
    [InlineData("* * * * *", false)]
    [InlineData("00:00:59", true)]
    [InlineData("00:01:00", false)]
    public void ScheduleOfLessThanAMinute_IsNotMonitored(string schedule, bool tooFrequent) =>
        TimerSchedule.Parse(schedule, TimeProvider.System).TooFrequentToMonitor.ShouldBe(tooFrequent);

    private static async Task MissARunAsync(EmulatedApp app)
    {
        var missed = new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var status = new TimerStatus(missed.AddYears(-1), missed, missed.AddYears(-1));
        var storage = app.Services.GetRequiredService<HostStorage>();
        await storage.EnsureAsync(CancellationToken.None);
        await app.StopAsync();
        await storage.StatusOf("Host.Functions.Yearly").UploadAsync(BinaryData.FromObjectAsJson(status), overwrite: true);
    }

    public sealed class Yearly(Journal journal)
    {
        [Function("Yearly")]
        public void Run([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer)
        {
            var word = timer.IsPastDue ? "past due" : "due";
            journal.Write($"{word} since {timer.ScheduleStatus!.Next.ToUniversalTime():yyyy-MM-dd}");
        }
    }
}
