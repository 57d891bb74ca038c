using System.Text.Json;
using Microsoft.Playwright;
using Pipeline.Dashboard.Tests.Hosting;
using Pipeline.Dashboard.Tests.Work;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.Dashboard.Tests.Look;

public sealed class AccessibilityTests(SharedApp shared, Chromium chromium, ITestOutputHelper output) : DashboardTest(shared, chromium, output)
{
    private const string Axe = "PIPELINE_AXE";

    // Names, roles, landmarks, contrast: what a machine can see of WCAG 2.2, levels A and AA.
    private const string Run = """
        async () => (await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })).violations
            .map(violation => `${violation.id}: ${violation.nodes.map(node => node.target.join(' ')).join(', ')}`)
        """;

    [BrowserTheory(setting: Axe)]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 360)]
    public async Task NoView_BreaksARuleOfAccessibility(ColorScheme colours, int width)
    {
        var broken = await BrokenJobs.DieAsync(Database, 1);
        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(Sample.File(100))).Id);
        var page = await OpenAsync("", new() { ColorScheme = colours, ViewportSize = new() { Width = width, Height = 800 }, ReducedMotion = ReducedMotion.Reduce });
        await page.EvaluateAsync(await File.ReadAllTextAsync(Environment.GetEnvironmentVariable(Axe)!));

        foreach (var view in (string[])[.. EveryView.Lists, $"jobs/{broken.Ids[0]}", $"flows/{flow.Id}", "nowhere"])
        {
            await GoAsync(page, view);
            var found = await page.EvaluateAsync<JsonElement>(Run);
            found.EnumerateArray().Select(v => v.GetString()).ShouldBeEmpty($"{view} in {colours}");
        }
    }
}
