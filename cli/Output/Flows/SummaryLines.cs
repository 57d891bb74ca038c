using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Pipeline.Cli.Output.Flows;

/// <summary>
/// A flow's summary for people. What is in it is the workload's business: numbers are shown as they are called, and lists of things that have one number
/// each as a line. Everything else is for <c>--json</c>.
/// </summary>
internal static partial class SummaryLines
{
    private const int MostLines = 10;

    /// <summary>For example <c>by state: NSW 1,175, VIC 1,214</c>.</summary>
    public static IEnumerable<string> Of(JsonElement summary) => summary.ValueKind != JsonValueKind.Object ? [] : summary.EnumerateObject()
        .Select(part => (part.Name, Words: Words(part.Value)))
        .Where(part => part.Words is not (null or ""))
        .Take(MostLines)
        .Select(part => ServerText.Clean($"{Name(part.Name)}: {part.Words}"));

    private static string? Words(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => Number(value),
        JsonValueKind.Array => Join(value.EnumerateArray().Select(Item)),
        JsonValueKind.Object => Join(value.EnumerateObject().Select(p => p.Value.ValueKind == JsonValueKind.Number ? $"{p.Name} {Number(p.Value)}" : null)),
        _ => null,
    };

    // What is counted comes first, its number last.
    private static string? Item(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.EnumerateObject().Select(p => p.Value).ToArray() is [var what, { ValueKind: JsonValueKind.Number } count]
            ? $"{(what.ValueKind == JsonValueKind.Null ? "none" : what)} {Number(count)}" : null;

    private static string? Join(IEnumerable<string?> items)
    {
        var all = items.ToList();
        return all.Contains(null) ? null : string.Join(", ", all);
    }

    private static string Number(JsonElement number) => number.TryGetInt64(out var whole) ? Amounts.Count(whole) : number.GetDouble().ToString(CultureInfo.InvariantCulture);

    private static string Name(string name) => Capital().Replace(name, m => $" {m.Value.ToLowerInvariant()}");

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
