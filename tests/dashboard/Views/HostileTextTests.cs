using Microsoft.Playwright;
using Pipeline.Dashboard.Tests.Hosting;
using Pipeline.Dashboard.Tests.Work;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.Dashboard.Tests.Views;

public sealed class HostileTextTests(SharedApp shared, Chromium chromium, ITestOutputHelper output) : DashboardTest(shared, chromium, output)
{
    public static TheoryData<string, string> Texts => new()
    {
        { "script", "<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>" },
        { "address", "javascript:alert(1)#/jobs?q=\"><b onclick='alert(2)'>&amp;\\u003c" },
        { "direction", "\u202Eexe.gpj \u2067مرحبا بالعالم\u2069 שלום \u200F!" },
        { "emoji", "👩‍👩‍👧‍👦 e\u0301\u0323 Z̸̙̈ a\u0300\u0300\u0300\u0300\u0300\u0300 ﷽ 𒐫" },
        { "long", "x" + new string('y', 900) },
        { "prototype", "__proto__ constructor {{7*7}} ${7*7} %s %00" },
    };

    [BrowserTheory]
    [MemberData(nameof(Texts))]
    public async Task AnyText_InAnyField_IsShownAsText_AndRunsNothing(string kind, string what)
    {
        // Of its own, so that no other test's rows are found by it.
        var text = $"{kind} {Guid.NewGuid():N} {what}";
        await using var rows = new HostileRows(Database, text);
        await rows.InsertAsync();
        var page = await OpenAsync("", new() { ViewportSize = new() { Width = 360, Height = 740 } });
        var encoded = Uri.EscapeDataString(text);

        foreach (var view in (string[])
            [
                "", "jobs", $"jobs/{rows.Job}", "flows", $"flows/{rows.Flow}", "dead", $"dead/letters?messages=true&cause={encoded}", $"dead/letters/{rows.Message}", "recurring", "audit",
            ])
        {
            await GoAsync(page, view);
            await Expect(page.Locator("main")).ToContainTextAsync(text, new() { UseInnerText = false });
            (await page.Locator("main script, main img, main iframe, main b[onclick], main svg[onload]").CountAsync()).ShouldBe(0, view);
            (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0, $"{view} is as wide as the screen");
        }
    }

    [BrowserFact]
    public async Task AnAddressWithHostileParts_IsNoMoreThanAWrongAddress()
    {
        var page = await OpenAsync();
        foreach (var view in (string[])["jobs/%zz", "jobs/<img src=x onerror=alert(1)>", "flows/../overview", "dead/letters/..%2f..%2f..%2foverview", "__proto__", "constructor", "jobs?q=%00", "jobs?state=<b>"])
        {
            await GoAsync(page, view);
            await Expect(page.Locator("main .note").First).ToBeVisibleAsync();
        }
    }
}
