using System.Diagnostics;
using Pipeline.Dashboard.Tests.Hosting;
using Pipeline.Dashboard.Tests.Work;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.Dashboard.Tests.Views;

public sealed class MillionRowsTests(SharedApp shared, Chromium chromium, ITestOutputHelper output) : DashboardTest(shared, chromium, output)
{
    // A person's patience, on a machine that has other things to do.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    [BrowserFact]
    public async Task WithAMillionJobs_EveryViewIsThereSoon_AndPagesGoOn()
    {
        await using var rows = new MillionRows(Database);
        await rows.InsertAsync();
        var page = await OpenAsync("versions");
        string[] views = [.. EveryView.Lists, $"jobs?type={MillionRows.Type}", $"jobs?state=dead&type={MillionRows.Type}", $"dead/letters?type={MillionRows.Type}"];
        foreach (var view in views)
        {
            var clock = Stopwatch.StartNew();
            await GoAsync(page, view);
            Note($"{clock.Elapsed.TotalMilliseconds,6:0} ms  {view}");
            clock.Elapsed.ShouldBeLessThan(Limit, view);
        }

        await GoAsync(page, $"jobs?state=dead&type={MillionRows.Type}");
        var first = await page.Locator("tbody tr").First.GetAttributeAsync("data-key");
        await page.GetByText("Older", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator($"tr[data-key='{first}']")).ToHaveCountAsync(0);
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(50);
    }
}
