using System.Globalization;
using System.Net;
using System.Text;
using Pipeline.Bench.Measure;

namespace Pipeline.Bench.Output;

/// <summary>Records a second as bars over a logarithmic scale, with whiskers from the slowest run to the fastest; readable on light and on dark.</summary>
internal static class SvgPlot
{
    private const int Width = 1040;
    private const int Left = 510;
    private const int Right = 90;
    private const int Row = 22;
    private const int Top = 56;

    private const string Style = """
        <style>
          text { font: 12px system-ui, sans-serif; fill: #24292f } .title { font-size: 15px; font-weight: 600 } .axis { stroke: #8c959f; stroke-width: .5 }
          .celery { fill: #bf8700 } .pipeline { fill: #0969da } .limit { fill: #8c959f } .spread { stroke: #24292f; stroke-width: 1.5 }
          @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .celery { fill: #d29922 } .pipeline { fill: #4493f8 } .spread { stroke: #e6edf3 } }
        </style>
        """;

    /// <param name="measurements">With the same number of records; those without a time are left out.</param>
    public static string Of(IEnumerable<Measurement> measurements)
    {
        var bars = measurements.Where(m => m.Rate is not null).OrderByDescending(m => m.Rate).ToList();
        if (bars.Count == 0) return Document(Top, "<text class=\"title\" x=\"12\" y=\"24\">Nothing was measured</text>");
        var (low, high) = (Math.Floor(Math.Log10(bars.Min(Slowest))), Math.Ceiling(Math.Log10(bars.Max(Fastest))));
        high = Math.Max(high, low + 1);
        var svg = new StringBuilder();
        svg.Append(Line($"<text class=\"title\" x=\"12\" y=\"24\">Records a second, {bars[0].Records:N0} records (more is better; each gridline is ten times the one before)</text>"));
        for (var power = low; power <= high; power++)
        {
            var x = X(Math.Pow(10, power));
            svg.Append(Line($"<line class=\"axis\" x1=\"{x:0.#}\" y1=\"{Top - 8}\" x2=\"{x:0.#}\" y2=\"{Top + bars.Count * Row}\"/>"));
            svg.Append(Line($"<text x=\"{x:0.#}\" y=\"{Top - 12}\" text-anchor=\"middle\">{Math.Pow(10, power):N0}</text>"));
        }
        for (var i = 0; i < bars.Count; i++) AppendBar(bars[i], Top + i * Row);
        return Document(Top + bars.Count * Row + 12, svg.ToString());

        double X(double rate) => Left + (Width - Left - Right) * (Math.Log10(rate) - low) / (high - low);

        void AppendBar(Measurement m, int y)
        {
            var (end, middle) = (X(m.Rate!.Value), y + Row / 2);
            svg.Append(Line($"<text x=\"{Left - 8}\" y=\"{middle + 4}\" text-anchor=\"end\">{WebUtility.HtmlEncode(Label(m))}</text>"));
            svg.Append(Line($"<rect class=\"{m.Peer.ToString().ToLowerInvariant()}\" x=\"{Left}\" y=\"{y + 3}\" width=\"{Math.Max(end - Left, 1):0.#}\" height=\"{Row - 6}\"/>"));
            svg.Append(Line($"<line class=\"spread\" x1=\"{X(Slowest(m)):0.#}\" y1=\"{middle}\" x2=\"{X(Fastest(m)):0.#}\" y2=\"{middle}\"/>"));
            svg.Append(Line($"<text x=\"{Math.Max(end, X(Fastest(m))) + 6:0.#}\" y=\"{middle + 4}\">{m.Rate:N0}</text>"));
        }
    }

    private static string Label(Measurement m) => m.Peer == Peer.Limit ? "limit: " + m.Title : $"{m.Peer}: {m.Title}";

    private static double Slowest(Measurement m) => m.Records / m.Seconds!.Most;

    private static double Fastest(Measurement m) => m.Records / m.Seconds!.Least;

    private static string Document(int height, string content) =>
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" role=\"img\">\n{Style}\n{content}</svg>");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture) + "\n";
}
