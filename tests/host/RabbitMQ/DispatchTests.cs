namespace Pipeline.LocalHost.Tests.RabbitMQ;

public sealed class DispatchTests
{
    [ServiceFact]
    public async Task MessagesOfOneQueue_RunOneAtATimeAlsoWithTwoFunctions()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var run = await HostRun.StartAsync(Setup.For(queue, "Take", "TakeToo"));
        await queue.PublishManyAsync(40);
        await run.EntriesAsync(40, "end");
        var entries = run.Entries.Where(e => e != "open").ToList();
        for (var i = 0; i < entries.Count; i += 2) entries[i + 1].ShouldBe(entries[i].Replace("begin", "end", StringComparison.Ordinal));
        entries.ShouldContain(e => e.StartsWith("begin Take:", StringComparison.Ordinal));
        entries.ShouldContain(e => e.StartsWith("begin TakeToo:", StringComparison.Ordinal));
    }

    [ServiceFact]
    public async Task TwoQueues_RunBesideEachOther()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var other = await TestQueue.CreateAsync();
        await using var run = await HostRun.StartAsync(Setup.For(queue, "Take", "TakeOther").With("Other", other.Name));
        await queue.PublishAsync("gate a");
        await other.PublishAsync("gate b");
        await run.WritesAsync("begin Take: gate a");
        await run.WritesAsync("begin TakeOther: gate b");
        run.OpenGate("a");
        run.OpenGate("b");
        await run.EntriesAsync(2, "end");
    }

    [ServiceTheory]
    [InlineData("3", 7)]
    [InlineData(null, 2)]
    public async Task PrefetchCount_BoundsWhatAListenerBuffersAndIs30WhenNotSet(string? prefetch, int left)
    {
        await using var queue = await TestQueue.CreateAsync();
        await queue.PublishAsync("gate a");
        await queue.PublishManyAsync(prefetch is null ? 31 : 9);
        await using var run = await HostRun.StartAsync(Setup.For(queue, "Take").With("AzureFunctionsJobHost__extensions__rabbitMQ__prefetchCount", prefetch));
        await run.WritesAsync("begin Take: gate a");
        await queue.WaitForReadyAsync((uint)left);
        run.OpenGate("a");
        await run.EntriesAsync(prefetch is null ? 32 : 10, "end");
    }
}
