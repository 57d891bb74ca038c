using Pipeline.Cli.Api;
using Pipeline.Cli.Tests.Support;
using Pipeline.Cli.Watching;

namespace Pipeline.Cli.Tests.Watching;

public sealed class FlowWatcherTests
{
    private static readonly ApiException Away = new(ExitCode.ServerUnavailable, "Away.") { Transient = true };

    private readonly EagerTime time = new();
    private readonly Pacing pacing = new();

    [Fact]
    public async Task WatchAsync_FlowAlreadyEnded_AsksNothing()
    {
        var events = await WatchAsync(SampleFlow.Succeeded, () => throw new InvalidOperationException());

        events.ShouldHaveSingleItem().ShouldBeOfType<WatchEvent.Look>().Flow.Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task WatchAsync_LongFlow_LooksAtFirstOftenThenSeldom()
    {
        var looks = 0;
        await WatchAsync(SampleFlow.Running(0), () => ++looks < 500 ? SampleFlow.Running(1) : SampleFlow.Succeeded);

        time.Pauses[0].ShouldBe(pacing.ShortestLook);
        time.Pauses[^1].ShouldBe(pacing.LongestLook);
        time.Pauses.ShouldBe(time.Pauses.Order());
    }

    [Fact]
    public async Task WatchAsync_ServerAwayAndBack_SaysSoOnceEachAndGoesOn()
    {
        var looks = 0;
        var events = await WatchAsync(SampleFlow.Running(0), () => ++looks <= 20 ? throw Away : SampleFlow.Succeeded);

        var notices = events.OfType<WatchEvent.Notice>().Select(notice => notice.Text).ToArray();
        notices.ShouldBe(["Away. Looking again for up to 5 minutes.", "The server answers again."]);
        events[^1].ShouldBeOfType<WatchEvent.Look>().Flow.Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task WatchAsync_ServerAwayForTooLong_GivesUpAfterTheLimit()
    {
        var thrown = await Should.ThrowAsync<ApiException>(WatchAsync(SampleFlow.Running(0), () => throw Away));

        thrown.ShouldBeSameAs(Away);
        time.Pauses.Aggregate((a, b) => a + b).ShouldBeInRange(pacing.OutageLimit, pacing.OutageLimit + pacing.LongestLook * 2);
    }

    [Fact]
    public async Task WatchAsync_TwoShortOutages_HaveTheirPatienceEach()
    {
        var looks = 0;
        await WatchAsync(SampleFlow.Running(0), () => ++looks switch
        {
            > 320 => SampleFlow.Succeeded,
            160 => SampleFlow.Running(5),
            // 140 looks of two seconds are just within the limit, twice as many are not.
            < 20 or (> 160 and < 180) => SampleFlow.Running(1),
            _ => throw Away,
        });

        time.Pauses.Aggregate((a, b) => a + b).ShouldBeGreaterThan(pacing.OutageLimit);
    }

    [Fact]
    public async Task WatchAsync_ServerAsksToBeLeftAlone_WaitsThatLong()
    {
        var looks = 0;
        var busy = new ApiException(ExitCode.ServerUnavailable, "Busy.") { Transient = true, RetryAfter = TimeSpan.FromSeconds(7) };
        await WatchAsync(SampleFlow.Running(0), () => ++looks == 1 ? throw busy : SampleFlow.Succeeded);

        time.Pauses[^1].ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task WatchAsync_PathUnknownWhileTheAppLoads_KeepsLooking()
    {
        var looks = 0;
        var loading = new ApiException(ExitCode.Refused, "No API.") { NoSuchPath = true };
        var events = await WatchAsync(SampleFlow.Running(0), () => ++looks == 1 ? throw loading : SampleFlow.Succeeded);

        events[^1].ShouldBeOfType<WatchEvent.Look>().Flow.Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task WatchAsync_KeyRefused_EndsAtOnce()
    {
        var refused = new ApiException(ExitCode.NotAuthorised, "No.");

        (await Should.ThrowAsync<ApiException>(WatchAsync(SampleFlow.Running(0), () => throw refused))).ShouldBeSameAs(refused);
        time.Pauses.Count.ShouldBe(1);
    }

    private async Task<List<WatchEvent>> WatchAsync(string first, Func<string> look)
    {
        var watcher = new FlowWatcher(_ => Task.FromResult(SampleFlow.Answer(look())), pacing, time);
        var events = new List<WatchEvent>();
        await foreach (var step in watcher.WatchAsync(SampleFlow.Answer(first), CancellationToken.None))
            events.Add(step);

        return events;
    }
}
