using Pipeline.Bench.Measure;
using Pipeline.Bench.Targets;

namespace Pipeline.Bench.Tests.Output;

public sealed class TargetListTests
{
    private static Target Find(IEnumerable<Target> targets, string what) => targets.Single(t => t.What.StartsWith(what, StringComparison.Ordinal));

    [Fact]
    public void Of_BothSidesMeasured_ComparesMediansOfTheSameRun()
    {
        var report = Reports.Of(Reports.Measured("pipeline.fine", Peer.Pipeline, 10_000, 0.5, 0.4, 9), Reports.Measured("celery.fine", Peer.Celery, 10_000, 25));

        var target = Find(report.Targets, "chord, one job a record, ordinary");

        target.Found.ShouldBe("50");
        target.IsReached.ShouldBe(true);
    }

    [Fact]
    public void Of_OneSideMissing_IsNotMeasured() =>
        Find(Reports.Of(Reports.Measured("pipeline.fine", Peer.Pipeline, 10_000, 0.5)).Targets, "chord, one job a record, ordinary").Verdict.ShouldBe("not measured");

    [Fact]
    public void Of_TwoNumbersOfRecords_ComparesTimeARecord()
    {
        var report = Reports.Of(Reports.Measured("pipeline.fine", Peer.Pipeline, 10_000, 1), Reports.Measured("pipeline.fine", Peer.Pipeline, 1_000_000, 120));

        var target = Find(report.Targets, "time a record at 1,000,000");

        target.Found.ShouldBe("1.2");
        target.Verdict.ShouldBe("missed");
    }

    [Fact]
    public void Of_LatencyBelowItsLimit_IsReached() => Find(Reports.Of().Targets, "commit to handler start, idle, p99").IsReached.ShouldBe(true);
}
