namespace Pipeline.LocalHost.Tests.RabbitMQ;

public sealed class RecoveryTests
{
    [ServiceFact]
    public async Task ConnectionCut_ConsumerComesBackAndTheMessageRunsAgainBesideTheOldRun()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var proxy = new CuttingProxy(Services.RabbitMQ);
        await using var run = await HostRun.StartAsync(Setup.For(queue, "Take").With("Broker", proxy.Uri));
        await queue.PublishAsync("gate a");
        await run.WritesAsync("begin Take: gate a");

        proxy.Cut();

        await run.WritesAsync("begin Take: gate a", times: 2);
        run.Entries.ShouldNotContain("end Take: gate a");
        run.OpenGate("a");
        await run.WritesAsync("end Take: gate a", times: 2);
        await queue.PublishAsync("two");
        await run.WritesAsync("end Take: two");
    }

    [ServiceFact]
    public async Task QueueDeletedAndDeclaredAgain_ConsumerDoesNotComeBack()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var control = await TestQueue.CreateAsync();
        await using var run = await HostRun.StartAsync(Setup.For(queue, "Take", "TakeOther").With("Other", control.Name));

        await queue.DeleteAsync();
        await queue.DeclareAsync();
        await queue.PublishAsync("lost to this process");

        await control.PublishAsync("the host lives");
        await run.WritesAsync("end TakeOther: the host lives");
        run.Entries.ShouldNotContain("begin Take: lost to this process");
        (await queue.ConsumersAsync()).ShouldBe(0u);
        (await queue.ReadyAsync()).ShouldBe(1u);
    }
}
