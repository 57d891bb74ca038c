using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Bench.Output;

/// <summary>Writes what was asked for.</summary>
internal static class ReportFiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static async Task WriteAsync(Report report, BenchOptions options, CancellationToken cancellationToken)
    {
        if (options.Json is { } json) await File.WriteAllTextAsync(json, JsonSerializer.Serialize(report, Json) + "\n", cancellationToken);
        if (options.Save is not { } folder) return;
        var page = Path.Combine(folder, "bench.md");
        await File.WriteAllTextAsync(page, MarkdownPage.With(await File.ReadAllTextAsync(page, cancellationToken), report), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "bench.svg"), SvgPlot.Of(report.Throughput.Where(m => m.Records == report.Records[0])), cancellationToken);
    }
}
