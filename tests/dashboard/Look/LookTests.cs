using Microsoft.Playwright;
using Pipeline.Dashboard.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.Dashboard.Tests.Look;

public sealed class LookTests(SharedApp shared, Chromium chromium, ITestOutputHelper output) : DashboardTest(shared, chromium, output)
{
    // 0 is black, 255 is white.
    private const string Ground = "() => { const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number); return Math.round((r + g + b) / 3); }";

    [BrowserFact]
    public async Task OnAPhone_NoViewIsWiderThanTheScreen_AndTheMenuOpens()
    {
        var page = await OpenAsync("", new() { ViewportSize = new() { Width = 360, Height = 740 }, HasTouch = true, IsMobile = true });
        foreach (var view in EveryView.Lists)
        {
            await GoAsync(page, view);
            (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(360, view);
        }

        var link = page.GetByRole(AriaRole.Link, new() { Name = "Lanes", Exact = true });
        await Expect(link).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).TapAsync();
        await link.TapAsync();
        await Expect(Heading(page, "Lanes")).ToBeVisibleAsync();
        await Expect(link).ToBeHiddenAsync();
    }

    [BrowserFact]
    public async Task ThePage_IsAsDarkAsTheSystem_UntilAPersonSwitches()
    {
        var page = await OpenAsync("", new() { ColorScheme = ColorScheme.Dark });
        (await page.EvaluateAsync<int>(Ground)).ShouldBeLessThan(60);

        await page.GetByRole(AriaRole.Button, new() { Name = "Light colours" }).ClickAsync();
        (await page.EvaluateAsync<int>(Ground)).ShouldBeGreaterThan(200);
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Dark colours" })).ToBeVisibleAsync();
        (await page.EvaluateAsync<int>(Ground)).ShouldBeGreaterThan(200);
    }

    [BrowserFact]
    public async Task WhoWantsNoMotion_GetsNone()
    {
        var page = await OpenAsync("", new() { ReducedMotion = ReducedMotion.Reduce });

        (await page.EvaluateAsync<bool>("() => [...document.querySelectorAll('*')].every(e => getComputedStyle(e).transitionDuration === '0s' && getComputedStyle(e).animationName === 'none')"))
            .ShouldBeTrue();
    }
}
