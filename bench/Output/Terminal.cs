using System.Globalization;
using Pipeline.Bench.Measure;
using Spectre.Console;

namespace Pipeline.Bench.Output;

/// <summary>The report for who waits for it.</summary>
internal static class Terminal
{
    public static void Write(Report report)
    {
        foreach (var records in report.Throughput.GroupBy(m => m.Records))
        {
            var table = new Table().Title($"{records.Key:N0} records").AddColumns("", "seconds (least–most)", "records/s", "WAL/record", "peak RSS");
            foreach (var m in records.OrderBy(m => m.Peer).ThenBy(m => m.Rate))
                table.AddRow(Markup.Escape($"{m.Key}: {m.Title}"), Cell(m), Number(m.Rate), Number(m.WalBytesARecord), m.PeakMemory is { } peak ? $"{peak >> 20} MiB" : "");
            AnsiConsole.Write(table);
        }
    }

    private static string Cell(Measurement m) => m.Fault is not null ? $"[red]wrong: {Markup.Escape(m.Fault)}[/]"
        : m.Seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $"{s.Median:0.000} ({s.Least:0.000}–{s.Most:0.000})") : m.Refusal ?? "";

    private static string Number(double? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "";
}
