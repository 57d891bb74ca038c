using Microsoft.Playwright;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.Dashboard.Tests.Hosting;

/// <summary>What every test of the page has: a running app, and windows on its dashboard on which nothing may go wrong.</summary>
public abstract class DashboardTest(SharedApp shared, Chromium chromium, ITestOutputHelper output) : AppTest(shared, output), IAsyncLifetime
{
    private readonly List<(IBrowserContext Window, Watched Page)> _opened = [];

    /// <summary>The page's address without its fragment.</summary>
    protected string Address => new Uri(Shared.Url, "api/dashboard").ToString();

    /// <summary>Opens a view with the key, as a link from <c>./dev run</c> does.</summary>
    /// <param name="view">What stands behind <c>#/</c>.</param>
    /// <param name="options">The window; null for 1280 × 800, light.</param>
    protected async Task<IPage> OpenAsync(string view = "", BrowserNewContextOptions? options = null)
    {
        var page = await OpenBlankAsync(options);
        await page.GotoAsync($"{Address}#key={Uri.EscapeDataString(Target.Key ?? "none")}");
        await Expect(Heading(page, "Overview")).ToBeVisibleAsync();
        await GoAsync(page, view);
        return page;
    }

    /// <summary>A window that has opened nothing yet.</summary>
    protected async Task<IPage> OpenBlankAsync(BrowserNewContextOptions? options = null)
    {
        var window = await chromium.OpenAsync(options ?? new() { ViewportSize = new() { Width = 1280, Height = 800 }, ColorScheme = ColorScheme.Light });
        var page = await window.NewPageAsync();
        _opened.Add((window, new(page)));
        return page;
    }

    /// <summary>Goes to a view as a link within the page does, and waits until it has been drawn.</summary>
    protected static async Task GoAsync(IPage page, string view)
    {
        await page.EvaluateAsync(
            """
            view => new Promise(done => {
                const before = location.hash, changed = () => done();
                addEventListener('hashchange', changed, { once: true });
                location.hash = '#/' + view;
                if (location.hash !== before) return;
                removeEventListener('hashchange', changed);
                done();
            })
            """, view);
        await Expect(page.Locator("main:not([aria-busy])")).ToBeVisibleAsync();
    }

    protected static ILocator Heading(IPage page, string name) => page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true, Level = 1 });

    protected static ILocator Button(IPage page, string name) => page.Locator("main").GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>The line in which the page says what it did.</summary>
    protected static ILocator Said(IPage page) => page.Locator("#said");

    /// <summary>Answers the question that is asked.</summary>
    protected static async Task ConfirmAsync(IPage page, string verb)
    {
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = verb, Exact = true }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        foreach (var (window, _) in _opened)
            await window.DisposeAsync();
        await DisposeAsync();
        foreach (var (_, page) in _opened)
            page.ShouldBeFine();
    }
}
