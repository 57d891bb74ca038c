using System.Text.Json;
using System.Text.RegularExpressions;
using Pipeline.Infra.Tests.Bicep;

namespace Pipeline.Infra.Tests.Telemetry;

/// <summary>Alerts and workbook read metrics that the code exports, and no alert can fire before there is one.</summary>
public sealed partial class QueryTests
{
    private static readonly string[] Exported =
    [
        .. Repository.Files("shared", "*.cs").SelectMany(f => InstrumentPattern().Matches(Repository.Read(f)).Select(m => m.Groups["name"].Value)).Distinct()
            .Order(StringComparer.Ordinal),
    ];

    public static TheoryData<string> Alerts => [.. Repository.Files("infra/app/alerts", "*.kql")];

    private static string Workbook => string.Join('\n', JsonDocument.Parse(Repository.Read("infra/app/workbook.json")).RootElement.GetProperty("items").EnumerateArray()
        .Select(i => i.GetProperty("content")).Where(c => c.TryGetProperty("query", out _)).Select(c => c.GetProperty("query").GetString()));

    [Fact]
    public void An_alert_reads_metrics_that_the_code_exports()
    {
        var read = Repository.Files("infra/app/alerts", "*.kql").SelectMany(f => NamesIn(Repository.Read(f))).Distinct().ToList();
        read.Count.ShouldBeGreaterThan(4);
        read.Except(Exported).ShouldBeEmpty();
    }

    [Fact]
    public void The_workbook_shows_every_metric_that_the_code_exports() => NamesIn(Workbook).Distinct().Order(StringComparer.Ordinal).ShouldBe(Exported);

    [Fact]
    public void The_docs_name_every_metric()
    {
        var docs = Repository.Read("docs/telemetry.md");
        Exported.Where(name => !docs.Contains($"`{name}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    // A summary without by returns a row even of nothing: what it compares then is null, which is neither equal to nor above anything,
    // unless the row is a count.
    [Theory]
    [MemberData(nameof(Alerts))]
    public void An_alert_returns_nothing_where_nothing_was_measured(string file)
    {
        var query = Repository.Read(file);
        var summary = SummaryPattern().Match(query);
        summary.Success.ShouldBeTrue();
        if (!summary.Value.Contains(" by ", StringComparison.Ordinal))
            summary.Value.ShouldNotContain("count");
        LimitPattern().Match(query[summary.Index..]).Success.ShouldBeTrue("what is summarized must be compared");
    }

    [Fact]
    public async Task The_deployed_queries_have_their_limits_and_every_file_is_one()
    {
        var rules = (await Snapshot.TakeAsync("prod")).Of("Microsoft.Insights/scheduledQueryRules");
        rules.Length.ShouldBe(Repository.Files("infra/app/alerts", "*.kql").Length);
        foreach (var rule in rules)
        {
            var query = (string)rule["properties"]!["criteria"]!["allOf"]![0]!["query"]!;
            query.ShouldNotContain("{{");
            query.ShouldContain("customMetrics");
        }
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("p1.zip", true)]
    public async Task The_alert_on_liveness_waits_for_the_first_release(string package, bool enabled)
    {
        var alert = (await Snapshot.TakeAsync("dev", ("PACKAGE", package))).Of("Microsoft.Insights/metricAlerts").Single();
        ((bool)alert["properties"]!["enabled"]!).ShouldBe(enabled);
    }

    private static IEnumerable<string> NamesIn(string query) => NamePattern().Matches(query).Select(m => m.Groups["name"].Value);

    [GeneratedRegex("""Create\w+(?:<\w+>)?\(\s*"(?<name>pipeline\.[a-z_.]+)""")]
    private static partial Regex InstrumentPattern();

    [GeneratedRegex("\"(?<name>pipeline\\.[a-z_.]*[a-z])\"")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\| summarize .*")]
    private static partial Regex SummaryPattern();

    [GeneratedRegex(@"\| where (?:.* > |isnotnull)")]
    private static partial Regex LimitPattern();
}
