using System.Globalization;
using System.Text.RegularExpressions;

namespace Pipeline.Jobs;

/// <summary>How many jobs of a type may start in a time, over all instances.</summary>
public sealed partial record RateLimit(double PerSecond)
{
    /// <summary>Jobs travel in messages; a limited type's messages hold what may start in this time, so that there are no bursts.</summary>
    private static readonly TimeSpan Smoothness = TimeSpan.FromMilliseconds(100);

    // What an idle type may make up for: enough for its largest message.
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(100);

    /// <summary>How many jobs of the type a message may name.</summary>
    public int LargestMessage => (int)Math.Clamp(PerSecond * Smoothness.TotalSeconds, 1, 100);

    /// <summary>Time is credit: what has passed since the type was last served, bounded, so that an idle type does not save up.</summary>
    /// <param name="idle">Seconds since then; negative while more was let through than has passed.</param>
    /// <returns>The seconds that count, and how many jobs they let through.</returns>
    internal (double Credit, long Jobs) Allow(double idle)
    {
        var credit = Math.Min(idle, Math.Max(Burst.TotalSeconds, LargestMessage / PerSecond));
        return (credit, (long)Math.Floor(credit * PerSecond + 1e-6));
    }

    /// <summary>Reads <c>100/s</c>, <c>30/m</c> or <c>10/h</c>: 1 to 1,000,000 a second, minute or hour.</summary>
    public static RateLimit? TryParse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success || int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) is not (>= 1 and <= 1_000_000 and var count)) return null;
        return new(match.Groups[2].Value switch { "s" => count, "m" => count / 60d, _ => count / 3600d });
    }

    [GeneratedRegex(@"\A([0-9]{1,7})/([smh])\z")]
    private static partial Regex Pattern();
}
