using Pipeline.Cli.Api;
using Pipeline.Cli.Api.Flows;
using Pipeline.Cli.Tests.Support;
using Pipeline.Cli.Watching;

namespace Pipeline.Cli.Tests.Watching;

public sealed class PaceMeterTests
{
    private readonly EagerTime time = new();

    [Fact]
    public void Note_FirstLook_SaysNothingAboutJobsDoneBeforeTheWatch() =>
        new PaceMeter(time).Note(Flow(done: 90)).ShouldBe(Pace.Unknown);

    [Fact]
    public void Note_LaterLooks_CountOnlyWhatEndedSinceTheFirst()
    {
        var meter = new PaceMeter(time);
        meter.Note(Flow(done: 50));

        time.Advance(TimeSpan.FromSeconds(5));
        var pace = meter.Note(Flow(done: 60));

        pace.JobsPerSecond.ShouldBe(2);
        pace.RecordsPerSecond.ShouldBe(200);
        pace.Left.ShouldBe(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Note_AfterAStallOfTheWholeWindow_ForgetsTheOldRate()
    {
        var meter = new PaceMeter(time);
        for (var done = 0; done <= 50; done += 10)
        {
            meter.Note(Flow(done));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Pace pace = Pace.Unknown;
        for (var second = 0; second < 12; second++)
        {
            pace = meter.Note(Flow(done: 50));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        pace.ShouldBe(new Pace(0, 0, null));
    }

    [Fact]
    public void Note_AfterAPauseLongerThanTheWindow_StillHasAPace()
    {
        var meter = new PaceMeter(time);
        meter.Note(Flow(done: 0));

        time.Advance(TimeSpan.FromSeconds(100));

        meter.Note(Flow(done: 50)).JobsPerSecond.ShouldBe(0.5);
    }

    private static FlowDocument Flow(int done) => SampleFlow.Answer(SampleFlow.Running(done)).Value;
}
