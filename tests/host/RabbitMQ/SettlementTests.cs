using System.Text;
using RabbitMQ.Client;

namespace Pipeline.LocalHost.Tests.RabbitMQ;

public sealed class SettlementTests
{
    [ServiceFact]
    public async Task Message_IsAcknowledgedWhenTheFunctionReturned()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var run = await HostRun.StartAsync(Setup.For(queue, "Take"));
        await queue.PublishAsync("gate a");
        await run.WritesAsync("begin Take: gate a");
        (await queue.ReadyAsync()).ShouldBe(0u);
        run.OpenGate("a");
        await run.WritesAsync("end Take: gate a");
        (await run.StopAsync()).ShouldBe(0, run.Output);
        await queue.WaitForReadyAsync(0);
        await run.NothingIsLeftAsync();
    }

    [ServiceFact]
    public async Task MessageThatAlwaysFails_RunsFiveTimesAtTheTailAndIsDeadLetteredWithItsProperties()
    {
        await using var dead = await TestQueue.CreateAsync();
        await using var queue = await TestQueue.CreateAsync(dead.Name);
        await queue.PublishAsync("fail poison", new BasicProperties
        {
            MessageId = "id-1", ContentType = "application/json", CorrelationId = "c", Type = "t", Priority = 3,
            DeliveryMode = DeliveryModes.Persistent, Headers = new Dictionary<string, object?> { ["mine"] = "kept" },
        });
        await queue.PublishAsync("second");
        await using var run = await HostRun.StartAsync(Setup.For(queue, "Take"));

        var letter = await dead.WaitForMessageAsync();

        var begun = run.Entries.Where(e => e.StartsWith("begin", StringComparison.Ordinal)).ToList();
        begun.Take(3).ShouldBe(["begin Take: fail poison", "begin Take: second", "begin Take: fail poison"]);
        begun.Count(e => e == "begin Take: fail poison").ShouldBe(5);
        Encoding.UTF8.GetString(letter.Body.Span).ShouldBe("fail poison");
        var properties = letter.BasicProperties;
        (properties.MessageId, properties.ContentType, properties.CorrelationId, properties.Type, properties.Priority)
            .ShouldBe(("id-1", "application/json", "c", "t", (byte)3));
        properties.DeliveryMode.ShouldBe(DeliveryModes.Persistent);
        properties.Headers!["x-ms-rabbitmq-requeuecount"].ShouldBe(4);
        Encoding.UTF8.GetString((byte[])properties.Headers["mine"]!).ShouldBe("kept");
    }

    [ServiceFact]
    public async Task MessageThatAlwaysFailsWithoutDeadLetterExchange_IsDroppedAfterFiveRuns()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var run = await HostRun.StartAsync(Setup.For(queue, "Take"));
        await queue.PublishAsync("fail poison");
        await run.EntriesAsync(5, "begin");
        // What comes behind it shows that it is not tried again.
        await queue.PublishAsync("next");
        await run.WritesAsync("end Take: next");
        await run.StopAsync();
        run.Entries.Count(e => e == "begin Take: fail poison").ShouldBe(5);
        (await queue.ReadyAsync()).ShouldBe(0u);
    }
}
