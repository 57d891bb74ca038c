using System.Text.RegularExpressions;

namespace Pipeline.Infra.Tests.Docs;

/// <summary>Commands of a page, as somebody would copy them.</summary>
internal static partial class CommandBlock
{
    /// <summary>The blocks below a heading, up to the next one of its level.</summary>
    public static string[] Below(string page, string heading)
    {
        var text = Repository.Read(page);
        var start = text.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        start.ShouldBeGreaterThan(0, $"{page} has no heading {heading}");
        var end = text.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return [.. FencePattern().Matches(text[start..(end < 0 ? text.Length : end)]).Select(m => m.Groups[1].Value)];
    }

    [GeneratedRegex(@"^```bash\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex FencePattern();
}
