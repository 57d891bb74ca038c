using Microsoft.Playwright;
using Pipeline.Dashboard.Tests.Hosting;
using Pipeline.Dashboard.Tests.Work;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.Dashboard.Tests.Look;

public sealed class KeyboardTests(SharedApp shared, Chromium chromium, ITestOutputHelper output) : DashboardTest(shared, chromium, output)
{
    private const int MostTabs = 80;
    private const string IsOutlined = "element => getComputedStyle(element).outlineStyle !== 'none'";

    [BrowserFact]
    public async Task WithoutAMouse_ADeadJobIsFoundAndReplayed()
    {
        var broken = await BrokenJobs.DieAsync(Database, 1);
        await broken.MendAsync();
        var page = await OpenAsync();

        await EnterAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "Dead letters", Exact = true }));
        await EnterAsync(page, page.Locator("tbody tr", new() { HasText = BrokenJobs.Type }).GetByRole(AriaRole.Link));
        await EnterAsync(page, page.Locator($"a[href='#/jobs/{broken.Ids[0]}']"));
        await EnterAsync(page, Button(page, "Replay"));
        await EnterAsync(page, page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Replay" }));

        await Expect(Said(page)).ToHaveTextAsync("Queued as generation 1.");
        await broken.AreAsync("succeeded");
        await Expect(page.Locator(".lead .badge")).ToHaveTextAsync("succeeded");
        (await page.EvaluateAsync<bool>("() => document.querySelector('main').contains(document.activeElement)")).ShouldBeTrue("the focus stays in the view when its button is gone");
    }

    [BrowserFact]
    public async Task TheFirstTab_LeadsPastTheMenu()
    {
        var page = await OpenAsync();
        await page.Keyboard.PressAsync("Tab");
        var skip = page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" });
        await Expect(skip).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("main")).ToBeFocusedAsync();
        page.Url.ShouldEndWith("#/");
    }

    [BrowserFact]
    public async Task TheFocus_StaysWhereItIs_WhileThePageIsKeptUpToDate()
    {
        var page = await OpenAsync("jobs");
        var search = page.GetByLabel("Search");
        await search.FillAsync("voters");

        await page.WaitForResponseAsync(answer => answer.Url.Contains("/api/jobs", StringComparison.Ordinal));
        await page.WaitForResponseAsync(answer => answer.Url.Contains("/api/jobs", StringComparison.Ordinal));

        await Expect(search).ToBeFocusedAsync();
        await Expect(search).ToHaveValueAsync("voters");
    }

    // As a person does it: Tab until it has the focus and shows so, then Enter.
    private static async Task EnterAsync(IPage page, ILocator target)
    {
        await Expect(target).ToBeVisibleAsync();
        for (var tabs = 0; !await target.EvaluateAsync<bool>("element => element === document.activeElement"); tabs++)
        {
            tabs.ShouldBeLessThan(MostTabs, $"{target} is reached by Tab");
            await page.Keyboard.PressAsync("Tab");
        }
        (await target.EvaluateAsync<bool>(IsOutlined)).ShouldBeTrue($"{target} shows that it has the focus");
        await page.Keyboard.PressAsync("Enter");
    }
}
