using Microsoft.Playwright;
using Pipeline.Dashboard.Tests.Hosting;
using Pipeline.Dashboard.Tests.Work;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.Dashboard.Tests.Views;

public sealed class DeadTests(SharedApp shared, Chromium chromium, ITestOutputHelper output) : DashboardTest(shared, chromium, output)
{
    [BrowserFact]
    public async Task WhyThreeJobsDied_IsFound_AndTheirGroupIsReplayed()
    {
        var broken = await BrokenJobs.DieAsync(Database, 3);
        var page = await OpenAsync("dead");
        await Group(page).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
        await page.Locator($"a[href='#/jobs/{broken.Ids[0]}']").ClickAsync();
        await Expect(page.Locator("pre.bad")).ToContainTextAsync("UnreadableArguments");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Arguments" })).ToContainTextAsync("all of them");

        await broken.MendAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "All that died of this" }).ClickAsync();
        await Button(page, "Replay all").ClickAsync();
        await ConfirmAsync(page, "Replay");

        await Expect(Said(page)).ToHaveTextAsync("3 are replayed.");
        await Expect(page.Locator("main")).ToContainTextAsync("There is none, or none any more.");
        await broken.AreAsync("succeeded");
        await GoAsync(page, $"jobs/{broken.Ids[0]}");
        await Expect(page.Locator(".lead .badge")).ToHaveTextAsync("succeeded");
    }

    [BrowserFact]
    public async Task MarkedLetters_AreDiscarded_AndTheOthersStay()
    {
        var broken = await BrokenJobs.DieAsync(Database, 3);
        var page = await OpenAsync("dead");
        await Group(page).GetByRole(AriaRole.Link).ClickAsync();
        await page.GetByLabel($"Mark {broken.Ids[1]}").CheckAsync();

        await Button(page, "Discard marked").ClickAsync();
        await ConfirmAsync(page, "Discard");

        await Expect(Said(page)).ToHaveTextAsync("1 is discarded.");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
        await Expect(page.GetByLabel($"Mark {broken.Ids[1]}")).ToHaveCountAsync(0);
        await GoAsync(page, "dead");
        await Group(page).GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await ConfirmAsync(page, "Discard");
        await Expect(Group(page)).ToHaveCountAsync(0);
        await broken.AreAsync("dead");
    }

    private static ILocator Group(IPage page) => page.Locator("tbody tr", new() { HasText = BrokenJobs.Type });
}
