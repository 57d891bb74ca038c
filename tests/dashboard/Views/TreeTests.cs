using Microsoft.Playwright;
using Pipeline.Dashboard.Tests.Hosting;
using Pipeline.Dashboard.Tests.Work;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.Dashboard.Tests.Views;

public sealed class TreeTests(SharedApp shared, Chromium chromium, ITestOutputHelper output) : DashboardTest(shared, chromium, output)
{
    [BrowserFact]
    public async Task FlowsInAFlow_AreATree_WhichArrowsWalk_Fold_AndEnterOpens()
    {
        await using var flows = new NestedFlows(Database);
        await flows.InsertAsync();
        var page = await OpenAsync($"flows/{flows.Root}");
        var items = page.GetByRole(AriaRole.Tree).GetByRole(AriaRole.Treeitem);
        await Expect(items).ToHaveCountAsync(5);
        await Expect(items).ToContainTextAsync(["step 0", "step 1", "inner 0", "inner 1", "step 2"]);
        await Expect(items.First).ToContainTextAsync("100 of 100");

        await items.First.FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(items.Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        await Expect(items).ToHaveCountAsync(3);
        await Expect(items.Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(items).ToHaveCountAsync(5);
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(items.Nth(2)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator(".lead")).ToContainTextAsync("inner 0");
        await page.Locator(".facts").GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.Locator(".lead")).ToContainTextAsync("step 1");
    }
}
