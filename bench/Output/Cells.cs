using System.Globalization;
using Pipeline.Bench.Measure;

namespace Pipeline.Bench.Output;

/// <summary>How values are written in tables.</summary>
internal static class Cells
{
    public static string Seconds(Spread spread) => string.Create(CultureInfo.InvariantCulture, $"{spread.Median:0.000} ({spread.Least:0.000}–{spread.Most:0.000})");

    public static string Time(Measurement m) => m.Fault is not null ? "WRONG: " + m.Fault : m.Seconds is { } s ? Seconds(s) : m.Refusal ?? "";

    public static string Count(double? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A dash for what is not known; empty where nothing is.</summary>
    public static string Processors(Measurement m)
    {
        var (worker, postgres, rabbitMq) = m.MicrosecondsARecord;
        return (worker ?? postgres ?? rabbitMq) is null ? "" : string.Join(" + ", new[] { worker, postgres, rabbitMq }.Select(value => value is null ? "–" : Count(value)));
    }

    /// <summary>Milliseconds for each of so many, a dash for what is not known; empty where nothing is.</summary>
    public static string Processors(ProcessorTimes times, int count)
    {
        TimeSpan?[] all = [times.Worker, times.Postgres, times.RabbitMq, times.Storage];
        return all.All(t => t is null) ? "" : string.Join(" + ", all.Select(t => t is null ? "–" : Milliseconds(t.Value.TotalMilliseconds / count)));
    }

    public static string Milliseconds(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    public static string Ratio(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    public static string MiB(long? bytes) => bytes is null ? "" : Count(bytes >> 20) + " MiB";
}
