using System.Globalization;

namespace Pipeline.Cli.Output;

/// <summary>Numbers as an operator reads them, the same under every locale.</summary>
internal static class Amounts
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A rate: one decimal below ten, none above.</summary>
    public static string Rate(double value) => value.ToString(value < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture);

    public static string Seconds(double value) => value.ToString("N3", CultureInfo.InvariantCulture);

    /// <summary>A file's size in powers of 1,000.</summary>
    public static string Size(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1000 && unit < Units.Length - 1; unit++)
            value /= 1000;

        return value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    /// <summary><c>m:ss</c>, from an hour on <c>h:mm:ss</c>, from a day on with the days before it. Rounds up to whole seconds.</summary>
    public static string Left(TimeSpan left)
    {
        var whole = TimeSpan.FromSeconds(Math.Ceiling(left.TotalSeconds));
        return whole switch
        {
            { TotalHours: < 1 } => whole.ToString(@"m\:ss", CultureInfo.InvariantCulture),
            { TotalDays: < 1 } => whole.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture),
            _ => whole.ToString(@"d'd 'h\:mm\:ss", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>A server's seconds, whatever it says.</summary>
    public static TimeSpan Span(double seconds) => TimeSpan.FromSeconds(double.IsNaN(seconds) ? 0 : Math.Clamp(seconds, 0, 1e9));

    public static string Moment(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
