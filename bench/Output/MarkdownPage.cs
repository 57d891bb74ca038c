using System.Globalization;
using System.Text;

namespace Pipeline.Bench.Output;

/// <summary>Puts figures into a page that people wrote, between two marks.</summary>
internal static class MarkdownPage
{
    internal const string Begin = "<!-- figures: written by ./dev bench --save -->";
    internal const string End = "<!-- end of figures -->";

    /// <summary>The page with this run's figures in place of the last ones.</summary>
    /// <exception cref="BenchException">The page lacks a mark.</exception>
    public static string With(string page, Report report)
    {
        var (begin, end) = (page.IndexOf(Begin, StringComparison.Ordinal), page.IndexOf(End, StringComparison.Ordinal));
        return begin < 0 || end < begin
            ? throw new BenchException($"the page has no lines \"{Begin}\" and \"{End}\" for the figures.")
            : $"{page[..(begin + Begin.Length)]}\n\n{Figures(report)}\n{page[end..]}";
    }

    internal static string Figures(Report report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Measured on {report.Date:yyyy-MM-dd}. Seconds are medians, with the least and the most in brackets.\n");
        text.AppendLine("![Records a second](bench.svg)\n");
        foreach (var fact in report.Facts) text.AppendLine(CultureInfo.InvariantCulture, $"- {fact.Name}: {Escaped(fact.Value)}");
        foreach (var table in ReportTables.Of(report))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"\n### {table.Title}\n");
            AppendRow(text, table.Columns);
            AppendRow(text, table.Columns.Select(_ => "---"));
            foreach (var row in table.Rows) AppendRow(text, row.Select(Escaped));
        }
        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, IEnumerable<string> cells) => text.AppendLine($"| {string.Join(" | ", cells)} |");

    private static string Escaped(string cell) => cell.Replace("|", "\\|", StringComparison.Ordinal);
}
