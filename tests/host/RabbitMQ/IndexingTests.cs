namespace Pipeline.LocalHost.Tests.RabbitMQ;

public sealed class IndexingTests
{
    [ServiceFact]
    public async Task QueueMissingAtStart_DisablesTheFunctionForGoodAndLeavesTheOthers()
    {
        await using var there = await TestQueue.CreateAsync();
        await using var missing = await TestQueue.ReserveAsync();
        await using var run = await HostRun.StartAsync(Setup.For(there, "Take", "TakeOther").With("Other", missing.Name));
        await run.SaysAsync("Function 'Functions.TakeOther' failed indexing and will be disabled.");

        await missing.DeclareAsync();
        await there.PublishAsync("works");
        await run.WritesAsync("end Take: works");
        (await missing.ConsumersAsync()).ShouldBe(0u);
    }

    [Fact]
    public async Task BrokerAwayAtStart_DisablesTheFunctionSaysWhereItWasExpectedAndTheHostStaysUp()
    {
        var setup = Setup.For("Take", "Unrouted").With("Broker", "amqp://guest:secret@127.0.0.1:1").With("Queue", "any");
        await using var run = await HostRun.StartAsync(setup);
        await run.SaysAsync("Function 'Functions.Take' failed indexing and will be disabled.");
        await run.SaysAsync("127.0.0.1:1");
        run.Has("secret").ShouldBeFalse(run.Output);
        using var http = run.Http();
        (await http.GetStringAsync("api/Unrouted")).ShouldBe("unrouted");
    }

    [ServiceFact]
    public async Task ParameterNamedLikeBindingData_DisablesTheFunctionWithTheRealHostsMessage()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var run = await HostRun.StartAsync(Setup.For(queue, "TakeBody").With("Texts", queue.Name));
        await run.SaysAsync("Can't bind parameter 'body'");
        await run.SaysAsync("Function 'Functions.TakeBody' failed indexing and will be disabled.");
        (await queue.ConsumersAsync()).ShouldBe(0u);
    }
}
