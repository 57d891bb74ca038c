using Microsoft.Playwright;

namespace Pipeline.Dashboard.Tests.Hosting;

/// <summary>The browser of the machine: <c>PIPELINE_CHROMIUM</c>, or one that lies where Debian and others put it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where it is; null where there is none.</summary>
    public static string? Path { get; } =
        Environment.GetEnvironmentVariable("PIPELINE_CHROMIUM") is { Length: > 0 } given ? given : Places.FirstOrDefault(File.Exists);

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>A window of its own, with nothing of any other in it.</summary>
    public async Task<IBrowserContext> OpenAsync(BrowserNewContextOptions options)
    {
        if (_browser is null)
        {
            SetDefaultExpectTimeout(20_000);
            _playwright = await Playwright.CreateAsync();
            // Its sandbox does not work for root, as in a container; it opens nothing but the app's own page.
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, Args = Environment.UserName == "root" ? ["--no-sandbox"] : [] });
        }
        return await _browser.NewContextAsync(options);
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
