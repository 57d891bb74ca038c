using Microsoft.Playwright;
using Pipeline.Dashboard.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Servers;
using Xunit.Abstractions;

namespace Pipeline.Dashboard.Tests.Views;

public sealed class FlowTests(SharedApp shared, Chromium chromium, ITestOutputHelper output) : DashboardTest(shared, chromium, output)
{
    [BrowserFact]
    public async Task AChord_IsSeenWithoutReloading_FromItsBeginningToItsEnd()
    {
        var page = await OpenAsync("flows");
        var flow = await Flows.SubmitAsync(Sample.File(5_000), Pattern.Of("chord"));
        var row = page.Locator($"tr[data-key='{flow.Id}']");
        await Expect(row).ToBeVisibleAsync();
        await row.GetByRole(AriaRole.Link).First.ClickAsync();

        await Expect(Heading(page, "Flow")).ToBeFocusedAsync();
        await Expect(page.Locator(".lead .badge")).ToHaveTextAsync("succeeded", new() { Timeout = 90_000 });
        await Expect(page.Locator(".view > .progress")).ToHaveAttributeAsync("aria-valuenow", "100");
        var ended = await Flows.EndedAsync(flow.Id);
        await Expect(Fact(page, "Registered")).ToHaveTextAsync(Number(ended.Registered));
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Body and error callback" })).ToContainTextAsync("succeeded");
        await Expect(Button(page, "Cancel")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task ARunningFlow_IsCancelledAfterAQuestion()
    {
        await using var brake = await Brake.OnAsync(Database, Sample.Prefix);
        var flow = await Flows.SubmitAsync(Sample.File(20_000), Pattern.Of("fine-grained"));
        var page = await OpenAsync($"flows/{flow.Id}");

        await Button(page, "Cancel").ClickAsync();
        await ConfirmAsync(page, "Leave it");
        (await Flows.FindAsync(flow.Id)).Status.ShouldNotBeOneOf("stopping", "cancelled");
        await Button(page, "Cancel").ClickAsync();
        await ConfirmAsync(page, "Cancel the flow");

        await Expect(Said(page)).ToContainTextAsync("The flow");
        await Expect(page.Locator(".lead .badge")).ToHaveTextAsync("cancelled", new() { Timeout = 90_000 });
        (await Flows.EndedAsync(flow.Id)).Status.ShouldBe("cancelled");
        await GoAsync(page, "audit");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "cancel flow" }).First).ToContainTextAsync("done");
    }

    [BrowserFact]
    public async Task ACancelledFlow_IsReplayed_AndThePageGoesToTheNewOne()
    {
        Flow flow;
        await using (await Brake.OnAsync(Database, Sample.Prefix))
        {
            flow = await Flows.SubmitAsync(Sample.File(20_000), Pattern.Of("fine-grained"));
            await Flows.AcceptedAsync($"api/flows/{flow.Id}/cancel");
            await Flows.EndedAsync(flow.Id);
        }
        var page = await OpenAsync($"flows/{flow.Id}");

        await Button(page, "Replay").ClickAsync();
        await ConfirmAsync(page, "Replay");

        await Expect(Fact(page, "Repairs")).ToContainTextAsync(flow.Id.ToString()[^8..]);
        await Expect(page.Locator(".lead .badge")).ToHaveTextAsync("succeeded", new() { Timeout = 90_000 });
    }

    private static ILocator Fact(IPage page, string name) =>
        page.Locator(".facts > div", new() { Has = page.Locator("dt", new() { HasTextRegex = new($"^{name}$") }) }).Locator("dd");

    private static string Number(long? value) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value.ShouldNotBeNull():N0}");
}
