using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Pipeline.Tests.Recurring;

/// <summary>What a zone's clock shows, read from the tz database's own files (RFC 9636) without <see cref="TimeZoneInfo"/>.</summary>
internal static partial class ZoneFile
{
    private const string Folder = "/usr/share/zoneinfo";

    public static bool IsThere => File.Exists($"{Folder}/tzdata.zi");

    /// <summary>The ids of all zones and links.</summary>
    public static IEnumerable<string> Ids => File.ReadLines($"{Folder}/tzdata.zi").Select(line => line.Split(' ')).Where(words => words[0] is "Z" or "L")
        .Select(words => words[0] == "Z" ? words[1] : words[2]).Where(id => File.Exists($"{Folder}/{id}")).Distinct();

    /// <summary>The zone's offsets in seconds from <paramref name="start"/> to <paramref name="end"/>, in seconds since 1970, each with the moment from which it holds.</summary>
    public static IReadOnlyList<(long From, int Offset)> Offsets(string id, long start, long end)
    {
        var data = File.ReadAllBytes($"{Folder}/{id}");
        Encoding.ASCII.GetString(data, 0, 4).ShouldBe("TZif");
        // The second block has the same in 64 bits.
        var block = BlockLength(data, at: 0, timeSize: 4);
        var (times, types) = (Int(data, block + 32), block + 44 + Int(data, block + 32) * 9);
        var changes = new List<(long From, int Offset)> { (long.MinValue, Int(data, types)) };
        for (var i = 0; i < times; i++)
            changes.Add((BinaryPrimitives.ReadInt64BigEndian(data.AsSpan(block + 44 + i * 8)), Int(data, types + data[block + 44 + times * 8 + i] * 6)));
        var footer = Encoding.ASCII.GetString(data.AsSpan(block + BlockLength(data, block, timeSize: 8))).Trim('\n');
        var last = changes[^1].From;
        if (last < end) changes.AddRange(Rule(footer, Year(Math.Max(last, start)), Year(end)).Where(change => change.From > last));

        var offsets = new List<(long From, int Offset)>();
        foreach (var (from, offset) in changes.Where(change => change.From < end))
            if (from <= start) offsets = [(start, offset)];
            else if (offsets[^1].Offset != offset) offsets.Add((from, offset));
        return offsets;
    }

    private static int BlockLength(byte[] data, int at, int timeSize) =>
        44 + Int(data, at + 32) * (timeSize + 1) + Int(data, at + 36) * 6 + Int(data, at + 40) + Int(data, at + 28) * (timeSize + 4) + Int(data, at + 24) + Int(data, at + 20);

    private static int Int(byte[] data, int at) => BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(at));

    private static int Year(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).Year;

    // A POSIX rule such as GMT0IST,M3.5.0/1,M10.5.0 goes on for ever after the last change of the file.
    private static IEnumerable<(long From, int Offset)> Rule(string text, int first, int last)
    {
        var rule = RulePattern().Match(text);
        rule.Success.ShouldBeTrue(text);
        if (!rule.Groups["from"].Success) return [];
        var winter = -Seconds(rule.Groups["winter"].Value);
        var summer = rule.Groups["summer"].Success ? -Seconds(rule.Groups["summer"].Value) : winter + 3600;
        return Enumerable.Range(first, last - first + 1)
            .SelectMany(year => new[] { (Moment(rule.Groups["from"].Value, year) - winter, summer), (Moment(rule.Groups["to"].Value, year) - summer, winter) })
            .OrderBy(change => change.Item1);
    }

    private static long Moment(string rule, int year)
    {
        var (day, time) = rule.Split('/') is [var only] ? (only, "2") : (rule.Split('/')[0], rule.Split('/')[1]);
        var numbers = day.TrimStart('M', 'J').Split('.').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        var date = day[0] switch
        {
            'M' => InMonth(year, numbers[0], numbers[1], (DayOfWeek)numbers[2]),
            'J' => new DateOnly(year, 1, 1).AddDays(numbers[0] - (DateTime.IsLeapYear(year) && numbers[0] >= 60 ? 0 : 1)),
            _ => new DateOnly(year, 1, 1).AddDays(numbers[0]),
        };
        return new DateTimeOffset(date.ToDateTime(default), TimeSpan.Zero).ToUnixTimeSeconds() + Seconds(time);
    }

    private static DateOnly InMonth(int year, int month, int week, DayOfWeek weekday)
    {
        var days = Enumerable.Range(1, DateTime.DaysInMonth(year, month)).Select(day => new DateOnly(year, month, day)).Where(day => day.DayOfWeek == weekday).ToArray();
        return days[Math.Min(week, days.Length) - 1];
    }

    private static int Seconds(string time) =>
        (time[0] == '-' ? -1 : 1) * time.TrimStart('+', '-').Split(':').Select((part, i) => int.Parse(part, CultureInfo.InvariantCulture) * (i == 0 ? 3600 : i == 1 ? 60 : 1)).Sum();

    [GeneratedRegex(@"\A(?:[A-Za-z]+|<[^>]+>)(?<winter>[-+0-9:]+)(?:(?:[A-Za-z]+|<[^>]+>)(?<summer>[-+0-9:]+)?,(?<from>[^,]+),(?<to>.+))?\z")]
    private static partial Regex RulePattern();
}
