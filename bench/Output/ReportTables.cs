namespace Pipeline.Bench.Output;

/// <summary>The report as tables of text, the same for every kind of output.</summary>
internal static class ReportTables
{
    public static IEnumerable<TextTable> Of(Report report)
    {
        foreach (var records in report.Throughput.GroupBy(m => m.Records).OrderBy(g => g.Key))
            yield return new($"{Cells.Count(records.Key)} records", ["name", "what", "seconds (least–most)", "records/s", "WAL bytes/record", "processor µs/record: worker + PostgreSQL + RabbitMQ", "worker's peak RSS"],
                [.. records.OrderBy(m => m.Peer).ThenBy(m => m.Rate).Select(m => new[] { m.Key, m.Title, Cells.Time(m), Cells.Count(m.Rate), Cells.Count(m.WalBytesARecord), Cells.Processors(m), Cells.MiB(m.PeakMemory) })]);
        if (report.Relay.Count > 0)
            yield return new("Relay", ["name", "what", "references", "messages", "relay, s", "bare publishing, s", "references/s", "messages/s", "of bare"],
                [.. report.Relay.Select(r => new[]
                {
                    r.Key, r.Finished == 0 ? r.Title : $"{r.Title}, {Cells.Count(r.Finished)} finished jobs in the tables", Cells.Count(r.References), Cells.Count(r.Messages), Cells.Seconds(r.Relay), Cells.Seconds(r.Bare),
                    Cells.Count(r.ReferencesASecond), Cells.Count(r.MessagesASecond), Cells.Ratio(r.Share),
                })]);
        if (report.Latency.Count > 0)
            yield return new("Commit to handler start", ["name", "what", "samples", "p50, ms", "p99, ms"],
                [.. report.Latency.Select(l => new[] { l.Key, l.Title, Cells.Count(l.Milliseconds.Count), Cells.Milliseconds(l.P50), Cells.Milliseconds(l.P99) })]);
        if (report.ScaleOut is { } scale)
            yield return new("Scale out", ["what", "seconds (least–most)", "jobs/s"],
            [
                [$"{Cells.Count(scale.Jobs)} jobs that wait 50 ms, one process", Cells.Seconds(scale.One), Cells.Count(scale.Jobs / scale.One.Median)],
                ["two processes", Cells.Seconds(scale.Two), Cells.Count(scale.Jobs / scale.Two.Median)],
            ]);
        if (report.Flows.Count > 0)
            yield return new("Small flows",
                ["name", "what", "flows", "all ended, s", "flows/s", "all quiet, s", "flows/s for ever", "processor ms/flow: app + PostgreSQL + RabbitMQ + Azurite"],
                [.. report.Flows.Select(f => new[]
                {
                    f.Key, f.Title, Cells.Count(f.Flows), Cells.Seconds(f.Seconds), Cells.Count(f.Rate), Cells.Seconds(f.QuietSeconds), Cells.Count(f.SustainedRate),
                    Cells.Processors(f.Processors, f.Flows),
                })]);
        yield return new("Targets", ["what", "aim", "this run", ""], [.. report.Targets.Select(t => new[] { t.What, t.Aim, t.Found ?? "", t.Verdict })]);
    }
}
