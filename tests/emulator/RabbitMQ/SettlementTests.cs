using System.Text;
using RabbitMQ.Client;

namespace Pipeline.Emulator.Tests.RabbitMQ;

public sealed class SettlementTests
{
    [ServiceFact]
    public async Task Message_WhenTheFunctionReturned_IsAcknowledged()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using (var app = await EmulatedApp.StartAsync(Setup.ForQueue(queue), typeof(Succeeding)))
        {
            await queue.PublishAsync("one");
            await app.Journal.UntilAsync(1);
        }
        (await queue.ReadyAsync()).ShouldBe(0u);
    }

    [ServiceFact]
    public async Task Message_ThatAlwaysFails_RunsFiveTimesAndIsThenDeadLettered()
    {
        await using var dead = await TestQueue.CreateAsync();
        await using var queue = await TestQueue.CreateAsync(dead.Name);
        await using var app = await EmulatedApp.StartAsync(Setup.ForQueue(queue), typeof(Failing));

        await queue.PublishAsync("poison");

        var letter = await dead.WaitForMessageAsync();
        app.Journal.Entries.ShouldBe(["0 redelivered=false", "1 redelivered=false", "2 redelivered=false", "3 redelivered=false", "4 redelivered=false"]);
        letter.BasicProperties.Headers!["x-ms-rabbitmq-requeuecount"].ShouldBe(4);
        Encoding.UTF8.GetString(letter.Body.Span).ShouldBe("poison");
    }

    [ServiceFact]
    public async Task Message_ThatAlwaysFailsWithoutDeadLetterExchange_IsDroppedAfterFiveRuns()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var app = await EmulatedApp.StartAsync(Setup.ForQueue(queue), typeof(Failing));

        await queue.PublishAsync("poison");
        await app.Journal.UntilAsync(5);
        await app.StopAsync();

        app.Journal.Entries.Count.ShouldBe(5);
        (await queue.ReadyAsync()).ShouldBe(0u);
    }

    [ServiceFact]
    public async Task FailedMessage_IsPublishedAgainAtTheTailWithItsProperties()
    {
        await using var dead = await TestQueue.CreateAsync();
        await using var queue = await TestQueue.CreateAsync(dead.Name);
        await queue.PublishAsync("poison", new BasicProperties
        {
            MessageId = "id-1", ContentType = "application/json", CorrelationId = "c", Type = "t", Priority = 3,
            DeliveryMode = DeliveryModes.Persistent, Headers = new Dictionary<string, object?> { ["mine"] = "kept" },
        });
        await queue.PublishAsync("second");
        await using var app = await EmulatedApp.StartAsync(Setup.ForQueue(queue), typeof(FailingBodies));

        var letter = await dead.WaitForMessageAsync();

        app.Journal.Entries.Take(3).ShouldBe(["poison", "second", "poison"]);
        var properties = letter.BasicProperties;
        (properties.MessageId, properties.ContentType, properties.CorrelationId, properties.Type, properties.Priority)
            .ShouldBe(("id-1", "application/json", "c", "t", (byte)3));
        properties.DeliveryMode.ShouldBe(DeliveryModes.Persistent);
        Encoding.UTF8.GetString((byte[])properties.Headers!["mine"]!).ShouldBe("kept");
    }

    public sealed class Succeeding(Journal journal)
    {
        [Function("Succeeding")]
        public void Run([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] string message) => journal.Write(message);
    }

    public sealed class Failing(Journal journal)
    {
        [Function("Failing")]
        public Task Run([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] byte[] message, FunctionContext context)
        {
            var data = context.BindingContext.BindingData;
            using var properties = System.Text.Json.JsonDocument.Parse((string)data["BasicProperties"]!);
            var headers = properties.RootElement.GetProperty("Headers");
            var count = headers.ValueKind == System.Text.Json.JsonValueKind.Object
                ? headers.GetProperty("x-ms-rabbitmq-requeuecount").GetInt32()
                : 0;
            journal.Write($"{count} redelivered={data["Redelivered"]}");
            throw new InvalidOperationException($"{message.Length} bytes of poison");
        }
    }

    public sealed class FailingBodies(Journal journal)
    {
        [Function("FailingBodies")]
        public void Run([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] string message)
        {
            journal.Write(message);
            if (message == "poison") throw new InvalidOperationException(message);
        }
    }
}
