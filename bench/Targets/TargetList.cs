using System.Globalization;
using Pipeline.Bench.Measure;
using Pipeline.Bench.Output;

namespace Pipeline.Bench.Targets;

/// <summary>What is aimed at. Every number on the right side comes from the same run.</summary>
internal static class TargetList
{
    private const double LeastReferences = 30_000;
    private const long MiB = 1 << 20;

    public static IReadOnlyList<Target> Of(Report report)
    {
        var idle = report.Latency.FirstOrDefault(l => l.Key == "latency.idle-app");
        var (few, many) = (report.Records.FirstOrDefault(), report.Records.LastOrDefault());
        var growth = few == many ? " with many records over that with few (--records 10000,1000000)" : $" at {Count(many)} over that at {Count(few)}, ordinary handlers";
        return
        [
            Faster("chord, one job a record, ordinary handlers, over Celery's", 30, "pipeline.fine", "celery.fine"),
            Faster("chord, one job a record, statements that go with the outcome, over Celery's", 30, "pipeline.fine-outcome", "celery.fine"),
            Faster("chord, one job a record, set-based handler, over Celery's", 75, "pipeline.fine-set", "celery.fine"),
            Faster("chord, one job a record, Batch = 1, over Celery's", 3, "pipeline.fine-single", "celery.fine"),
            Faster("chord of chunks, row by row, over Celery's", 3, "pipeline.chord", "celery.chord"),
            Faster("chord of chunks, set-based, over Celery's row by row", 5, "pipeline.chord-set", "celery.chord"),
            Faster("all in one, row by row, over Celery's", 2, "pipeline.all-in-one", "celery.all-in-one"),
            Faster("one set-based job, over COPY and one merge", 0.5, "pipeline.one-set", "limit.copy"),
            .. report.Relay.Select(r => AtLeast($"relay, {r.Title}{With(r.Finished)}, over bare publishing", 0.7, r.Share)),
            AtLeast("relay, references a second, default Batch", LeastReferences, report.Relay.FirstOrDefault(r => r.Key == "relay.batched")?.ReferencesASecond),
            AtMost("commit to handler start, idle, p50, ms", 5, idle?.P50),
            AtMost("commit to handler start, idle, p99, ms", 20, idle?.P99),
            AtMost($"time a record{growth}", 1.15, Growth("pipeline.fine")),
            AtMost($"worker's peak RSS{growth}", 1.2, Memory("pipeline.fine")),
            AtMost("time a record with the finished jobs of all runs in the tables over that before, ordinary handlers", 1.15,
                report.Find(ThroughputBench.Asked, few)?.Rate / report.Find(ThroughputBench.AskedAgain, few)?.Rate),
            AtLeast("two processes over one, jobs that wait", 1.6, report.ScaleOut?.Gain),
        ];

        Target Faster(string what, double aim, string ours, string theirs) =>
            AtLeast(what, aim, report.Find(ours, few)?.Rate / report.Find(theirs, few)?.Rate);

        double? Growth(string key) => few == many ? null : report.Find(key, few)?.Rate / report.Find(key, many)?.Rate;

        double? Memory(string key) => few == many ? null : (double?)(report.Find(key, many)?.PeakMemory / MiB) / (report.Find(key, few)?.PeakMemory / MiB);
    }

    private static string With(long finished) => finished == 0 ? "" : $", {finished.ToString("N0", CultureInfo.InvariantCulture)} finished jobs in the tables";

    private static Target AtLeast(string what, double aim, double? found) => new(what, "≥ " + Number(aim), found is { } f ? Number(f) : null, found is null ? null : found >= aim);

    private static Target AtMost(string what, double aim, double? found) => new(what, "≤ " + Number(aim), found is { } f ? Number(f) : null, found is null ? null : found <= aim);

    private static string Number(double value) => value.ToString(value >= 1_000 ? "N0" : value >= 100 ? "0" : value >= 10 ? "0.#" : "0.###", CultureInfo.InvariantCulture);

    private static string Count(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
