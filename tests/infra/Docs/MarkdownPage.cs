using System.Text.RegularExpressions;

namespace Pipeline.Infra.Tests.Docs;

/// <summary>A Markdown file of the repository: what it points at, and what can be pointed at in it.</summary>
internal sealed partial class MarkdownPage(string path)
{
    // Code is text: neither a link nor a heading.
    private readonly string _prose = FencePattern().Replace(Repository.Read(path), "");

    /// <summary>From the root.</summary>
    public string Path => path;

    public static MarkdownPage[] All { get; } =
        [.. Repository.Files(".", "*.md").Where(f => !f.Split('/').Any(part => part.StartsWith('.') || part == "node_modules")).Select(f => new MarkdownPage(f))];

    /// <summary>Links to other files of the repository and to headings; web addresses are not among them.</summary>
    public IEnumerable<string> Links => LinkPattern().Matches(_prose).Select(m => m.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal));

    /// <summary>Test classes that it names in code.</summary>
    public IEnumerable<string> Tests => TestPattern().Matches(_prose).Select(m => m.Groups[1].Value);

    /// <summary>The anchors of its headings, as GitHub makes them.</summary>
    public IEnumerable<string> Anchors =>
        HeadingPattern().Matches(_prose).Select(m => PunctuationPattern().Replace(m.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`(?=\])", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex FencePattern();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"`([A-Z]\w*Tests)\b")]
    private static partial Regex TestPattern();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex HeadingPattern();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex PunctuationPattern();
}
