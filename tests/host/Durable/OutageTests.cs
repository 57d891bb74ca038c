using System.Text.RegularExpressions;

namespace Pipeline.LocalHost.Tests.Durable;

/// <summary>A storage whose connections break.</summary>
public sealed partial class OutageTests
{
    [ServiceFact]
    public async Task ConnectionsThatAreCut_LoseNothing()
    {
        const int Orchestrations = 20;
        var proxies = new List<CuttingProxy>();
        var storage = Endpoint().Replace(Services.Blobs, endpoint =>
        {
            var proxy = new CuttingProxy(endpoint.Groups[1].Value);
            proxies.Add(proxy);
            return $"Endpoint={proxy.Uri.TrimEnd('/')}";
        });
        proxies.Count.ShouldBe(3, "blobs, queues and tables");
        await using var run = await DurableRun.StartAsync(DurableRun.NewHub().With("AzureWebJobsStorage", storage));
        for (var i = 0; i < Orchestrations; i++) await run.ScheduleAsync("Steps", i, $"steps-{i}");
        for (var cut = 1; cut <= 3; cut++)
        {
            await run.Host.EntriesAsync(cut * Orchestrations / 4, "next");
            proxies.ForEach(proxy => proxy.Cut());
        }
        for (var i = 0; i < Orchestrations; i++)
        {
            await run.ReachesAsync($"steps-{i}", "waiting");
            await run.RaiseAsync($"steps-{i}", "go", 100);
        }
        for (var i = 0; i < Orchestrations; i++) (await run.EndOfAsync($"steps-{i}")).Output.ShouldBe($"\"{i + 1}, 100, {i + 2}, {2 * (i + 3)}\"");
        (await run.Host.StopAsync()).ShouldBe(0, run.Host.Output);
        foreach (var proxy in proxies) await proxy.DisposeAsync();
    }

    [GeneratedRegex(@"Endpoint=(http://[^;]+)")]
    private static partial Regex Endpoint();
}
