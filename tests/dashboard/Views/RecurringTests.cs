using Microsoft.Playwright;
using Pipeline.Dashboard.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.Dashboard.Tests.Views;

public sealed class RecurringTests(SharedApp shared, Chromium chromium, ITestOutputHelper output) : DashboardTest(shared, chromium, output)
{
    [BrowserFact]
    public async Task ARecurringJob_IsSwitchedOffAfterAQuestion_AndOnAgain()
    {
        const string job = "voters.unregistered";
        var page = await OpenAsync("recurring");
        var onOff = page.GetByRole(AriaRole.Switch, new() { Name = job });

        await onOff.ClickAsync();
        await ConfirmAsync(page, "Switch off");
        await Expect(onOff).Not.ToBeCheckedAsync();
        (await Database.OneAsync<bool>("select enabled from pipeline.recurring where name = $1", job)).ShouldBeFalse();

        await onOff.ClickAsync();
        await Expect(onOff).ToBeCheckedAsync();
        (await Database.OneAsync<bool>("select enabled from pipeline.recurring where name = $1", job)).ShouldBeTrue();
    }
}
