using Azure.Storage.Blobs;
using Pipeline.LocalHost.Triggers.Timers;

namespace Pipeline.LocalHost.Tests.Timers;

public sealed class MonitorTests
{
    [ServiceFact]
    public async Task FirstStart_RemembersWhatIsNextAndAMissedRunIsMadeUpForAtTheNext()
    {
        var setup = Setup.For("TickYearly").WithStorage();
        var blob = new BlobContainerClient(Services.Blobs, "azure-webjobs-hosts")
            .GetBlobClient($"timers/{setup.Settings["AzureFunctionsWebHost__hostid"]}/Host.Functions.TickYearly/status");
        await using (var first = await HostRun.StartAsync(setup))
        {
            await Eventually.TrueAsync(async () => await blob.ExistsAsync(), TimeSpan.FromSeconds(30), "the status blob");
            await first.StopAsync();
            first.Entries.ShouldNotContain(entry => entry.StartsWith("yearly", StringComparison.Ordinal));
        }
        var status = (await blob.DownloadContentAsync()).Value.Content.ToObjectFromJson<TimerStatus>()!;
        (status.Next.Month, status.Next.Day, status.Next > TimeProvider.System.GetUtcNow()).ShouldBe((1, 1, true));

        var missed = new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await blob.UploadAsync(BinaryData.FromObjectAsJson(new TimerStatus(missed.AddYears(-1), missed, missed.AddYears(-1))), overwrite: true);
        await using var second = await HostRun.StartAsync(setup);
        await second.WritesAsync("yearly past due 2001-01-01");
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
}
