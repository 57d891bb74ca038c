using Pipeline.Cli.Output;
using Pipeline.Cli.Tests.Support;
using Pipeline.Cli.Watching;

namespace Pipeline.Cli.Tests.Watching;

public sealed class DisplayTests
{
    private readonly EagerTime time = new();

    [Fact]
    public async Task LineDisplay_ManyLooks_SaysAtMostOneLineASecondAndTheLastAlways()
    {
        var lines = new List<string>();
        await new LineDisplay(lines.Add, time).ShowAsync(
            Events(TimeSpan.FromMilliseconds(250), [.. Enumerable.Range(0, 20).Select(n => Look(SampleFlow.Running(n))), Look(SampleFlow.Succeeded)]),
            CancellationToken.None);

        lines.ShouldBe(["0/100 jobs", "4/100 jobs", "8/100 jobs", "12/100 jobs", "16/100 jobs", "100/100 jobs, succeeded"]);
    }

    [Fact]
    public async Task LineDisplay_NothingChanges_IsSilent()
    {
        var lines = new List<string>();
        await new LineDisplay(lines.Add, time).ShowAsync(
            Events(TimeSpan.FromSeconds(2), [.. Enumerable.Repeat(Look(SampleFlow.Running(7)), 20)]), CancellationToken.None);

        lines.ShouldBe(["7/100 jobs"]);
    }

    [Fact]
    public async Task BarDisplay_OnATerminal_DrawsShareWordsAndNotices()
    {
        using var screen = new StringWriter();
        var last = await new BarDisplay(Screen.Create(screen, isTerminal: true, noColour: true, width: 100)).ShowAsync(
            Events(TimeSpan.Zero, [Look(SampleFlow.Running(40)), new WatchEvent.Notice("[away]"), Look(SampleFlow.Succeeded)]),
            CancellationToken.None);

        last.Flow.Succeeded.ShouldBeTrue();
        screen.ToString().ShouldSatisfyAllConditions(
            drawn => drawn.ShouldContain("40% 40/100 jobs, 4.0 jobs/s, ~400 records/s, 0:15 left"),
            drawn => drawn.ShouldContain("[away]"),
            drawn => drawn.ShouldContain("100% 100/100 jobs"),
            // The cursor that the bar hides comes back.
            drawn => drawn.ShouldEndWith("\u001b[?25h"));
    }

    [Theory]
    [InlineData("""{"total":100,"succeeded":38,"dead":2,"open":60}""", "40/100 jobs, 2 dead")]
    [InlineData("""{"total":100,"succeeded":100,"open":0}""", "100/100 jobs, closing")]
    [InlineData("""{"total":0,"open":0}""", "0/0 jobs")]
    public void ProgressText_LeavesOutWhatIsNotKnown(string jobs, string expected) =>
        ProgressText.Of(new WatchEvent.Look(
            SampleFlow.Answer($$"""{"id":"{{SampleFlow.Id}}","status":"running","jobs":{{jobs}}}"""), Pace.Unknown)).ShouldBe(expected);

    private static WatchEvent.Look Look(string json)
    {
        var answer = SampleFlow.Answer(json);
        var pace = answer.Value.Jobs.Done == 40 ? Pace.Of(40, TimeSpan.FromSeconds(10), 60, 100) : Pace.Unknown;
        return new WatchEvent.Look(answer, pace);
    }

    private async IAsyncEnumerable<WatchEvent> Events(TimeSpan apart, WatchEvent[] events)
    {
        foreach (var step in events)
        {
            yield return step;
            time.Advance(apart);
            await Task.Yield();
        }
    }
}
