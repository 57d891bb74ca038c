using Pipeline.Bench.Measure;
using Pipeline.Bench.Output;

namespace Pipeline.Bench.Tests.Output;

public sealed class MarkdownPageTests
{
    private static readonly string Page = $"# Bench\n\n{MarkdownPage.Begin}\n\nold figures\n\n{MarkdownPage.End}\n\nlast words\n";

    [Fact]
    public void With_PageWithMarks_ReplacesWhatIsBetweenThem()
    {
        var page = MarkdownPage.With(Page, Reports.Of(Reports.Measured("pipeline.fine", Peer.Pipeline, 10_000, 0.5, 0.6, 0.4)));

        page.ShouldStartWith("# Bench");
        page.ShouldEndWith("last words\n");
        page.ShouldNotContain("old figures");
        page.ShouldContain("| 200 + 100 + – |");
        page.ShouldContain("| pipeline.fine | title of <pipeline.fine> | 0.500 (0.400–0.600) | 20,000 |");
        MarkdownPage.With(page, Reports.Of()).ShouldNotContain("pipeline.fine");
    }

    [Fact]
    public void With_PageWithoutMarks_SaysWhatItLacks() =>
        Should.Throw<BenchException>(() => MarkdownPage.With("# Bench", Reports.Of())).Message.ShouldContain(MarkdownPage.Begin);

    [Fact]
    public void Figures_Tables_HaveAsManyCellsInEachRow()
    {
        var lines = MarkdownPage.Figures(Reports.Of(Reports.Measured("celery.fine", Peer.Celery, 10_000, 25))).Split('\n').Where(l => l.StartsWith('|')).ToList();

        lines.ShouldNotBeEmpty();
        foreach (var (row, next) in lines.Zip(lines.Skip(1)).Where(p => p.Second.StartsWith("| ---", StringComparison.Ordinal)))
            next.Count(c => c == '|').ShouldBe(row.Count(c => c == '|'));
    }

    [Fact]
    public void Figures_WrongResult_SaysSoInPlaceOfATime() =>
        MarkdownPage.Figures(Reports.Of(Reports.Measured("celery.fine", Peer.Celery, 10_000, 25) with { Fault = "9999 rows" })).ShouldContain("WRONG: 9999 rows");
}
