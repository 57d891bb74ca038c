using Microsoft.Playwright;
using Pipeline.Dashboard.Tests.Hosting;
using Pipeline.Dashboard.Tests.Work;
using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.Dashboard.Tests.Look;

/// <summary>Pictures for the documentation, of real runs; only where <c>PIPELINE_SCREENSHOTS</c> names a folder.</summary>
public sealed class Screenshots(SharedApp shared, Chromium chromium, ITestOutputHelper output) : DashboardTest(shared, chromium, output)
{
    private const string Folder = "PIPELINE_SCREENSHOTS";
    private const int Largest = 200_000;

    [BrowserFact(setting: Folder)]
    public async Task OfTheMainViews_AreSmallEnoughForADocument()
    {
        await Flows.EndedAsync((await Flows.SubmitAsync(Sample.File(10_000), Pattern.Of("fine-grained"))).Id);
        var broken = await BrokenJobs.DieAsync(Database, 3);
        var running = await Flows.SubmitAsync(Sample.File(50_000), Pattern.Of("fine-grained"));
        await Flows.ReachedAsync(running.Id, 10_000);

        await TakeAsync("overview", "", ColorScheme.Light, 1280, 860);
        await TakeAsync("flow", $"flows/{running.Id}", ColorScheme.Light, 1280, 640);
        await TakeAsync("dead", "dead", ColorScheme.Light, 1280, 420);
        await TakeAsync("job", $"jobs/{broken.Ids[0]}", ColorScheme.Dark, 1280, 640);
        await TakeAsync("phone", "", ColorScheme.Dark, 360, 740);
        await Flows.EndedAsync(running.Id);
    }

    private async Task TakeAsync(string name, string view, ColorScheme colours, int width, int height)
    {
        var page = await OpenAsync(view, new() { ColorScheme = colours, ViewportSize = new() { Width = width, Height = height } });
        var picture = await page.ScreenshotAsync(new() { Path = Path.Combine(Environment.GetEnvironmentVariable(Folder)!, $"dashboard-{name}.png") });
        picture.Length.ShouldBeLessThan(Largest, name);
    }
}
