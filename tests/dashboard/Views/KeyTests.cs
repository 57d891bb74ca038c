using Microsoft.Playwright;
using Pipeline.Dashboard.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.Dashboard.Tests.Views;

public sealed class KeyTests(SharedApp shared, Chromium chromium, ITestOutputHelper output) : DashboardTest(shared, chromium, output)
{
    [BrowserFact(Needs.Key)]
    public async Task AWrongKey_IsSaidToBeWrong_AndTheRightOneOpensThePage()
    {
        var page = await OpenBlankAsync();
        await page.GotoAsync(Address);
        var field = page.GetByLabel("Key", new() { Exact = true });
        foreach (var wrong in (string[])["wrong", "ключ", "<script>", "%zz"])
        {
            await field.FillAsync(wrong);
            await field.PressAsync("Enter");
            await Expect(page.Locator("#key-problem")).ToContainTextAsync("This key is not valid");
            await Expect(field).ToBeFocusedAsync();
        }
        await Expect(page.GetByRole(AriaRole.Navigation)).ToHaveCountAsync(0);

        await field.FillAsync(Target.Key!);
        await field.PressAsync("Enter");

        await Expect(Heading(page, "Overview")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Views" })).ToBeVisibleAsync();
    }

    [BrowserFact(Needs.Key)]
    public async Task TheKeyInTheAddress_IsTakenOutOfIt_AndKeptForThisTabOnly()
    {
        var page = await OpenAsync();
        page.Url.ShouldBe(Address + "#/");
        (await page.EvaluateAsync<bool>("key => JSON.stringify(localStorage).includes(key) || document.cookie.includes(key)", Target.Key)).ShouldBeFalse();

        await page.ReloadAsync();
        await Expect(Heading(page, "Overview")).ToBeVisibleAsync();
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync(Address);
        await Expect(other.GetByLabel("Key", new() { Exact = true })).ToBeVisibleAsync();
    }

    [BrowserFact(Needs.Key)]
    public async Task AForgottenKey_IsAskedForAgain()
    {
        var page = await OpenAsync("jobs");
        await page.GetByRole(AriaRole.Button, new() { Name = "Forget key" }).ClickAsync();

        await Expect(page.GetByLabel("Key", new() { Exact = true })).ToBeFocusedAsync();
        (await page.EvaluateAsync<int>("() => sessionStorage.length")).ShouldBe(0);
    }
}
