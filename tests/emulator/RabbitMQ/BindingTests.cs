using System.Text.Json;
using RabbitMQ.Client;

namespace Pipeline.Emulator.Tests.RabbitMQ;

public sealed class BindingTests
{
    [ServiceFact]
    public async Task Message_BindsToTextBytesAndJson()
    {
        await using var queue = await TestQueue.CreateAsync();
        foreach (var (type, entry) in new[] { (typeof(Text), "Äöü"), (typeof(Bytes), "6 bytes") })
        {
            await using var app = await EmulatedApp.StartAsync(Setup.ForQueue(queue), type);
            await queue.PublishAsync("Äöü");
            await app.Journal.UntilAsync(1);
            app.Journal.Entries.ShouldBe([entry]);
        }
        await using var json = await EmulatedApp.StartAsync(Setup.ForQueue(queue), typeof(Json));
        await queue.PublishAsync("""{ "name": "Ada", "AGE": 36 }""");
        await json.Journal.UntilAsync(1);
        json.Journal.Entries.ShouldBe(["Order { Name = Ada, Age = 36 }"]);
    }

    [ServiceFact]
    public async Task MessageThatIsNoJson_FailsLikeTheFunctionWould()
    {
        await using var dead = await TestQueue.CreateAsync();
        await using var queue = await TestQueue.CreateAsync(dead.Name);
        await using var app = await EmulatedApp.StartAsync(Setup.ForQueue(queue), typeof(Json));
        await queue.PublishAsync("{ no json");
        (await dead.WaitForMessageAsync()).BasicProperties.Headers!["x-ms-rabbitmq-requeuecount"].ShouldBe(4);
        app.Journal.Entries.ShouldBeEmpty();
    }

    [ServiceFact]
    public async Task BindingData_HoldsStrings()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var app = await EmulatedApp.StartAsync(Setup.ForQueue(queue), typeof(Data));
        await queue.PublishAsync("x", new BasicProperties
        {
            MessageId = "id-1",
            DeliveryMode = DeliveryModes.Persistent,
            Headers = new Dictionary<string, object?> { ["text"] = "abc", ["number"] = 7, ["yes"] = true },
        });
        await app.Journal.UntilAsync(6);
        var data = app.Journal.Entries.Select(entry => entry.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        data["DeliveryTag"].ShouldBe("1");
        data["Redelivered"].ShouldBe("false");
        data["Exchange"].ShouldBe("");
        data["RoutingKey"].ShouldBe(queue.Name);
        data["ConsumerTag"].ShouldNotBeEmpty();
        using var properties = JsonDocument.Parse(data["BasicProperties"]);
        properties.RootElement.GetProperty("MessageId").GetString().ShouldBe("id-1");
        properties.RootElement.GetProperty("DeliveryMode").GetInt32().ShouldBe(2);
        properties.RootElement.GetProperty("ContentType").ValueKind.ShouldBe(JsonValueKind.Null);
        var headers = properties.RootElement.GetProperty("Headers");
        headers.GetProperty("text").GetBytesFromBase64().ShouldBe("abc"u8.ToArray());
        headers.GetProperty("number").GetInt32().ShouldBe(7);
        headers.GetProperty("yes").GetBoolean().ShouldBeTrue();
    }

    public sealed record Order(string Name, int Age);

    public sealed class Text(Journal journal)
    {
        [Function("Text")]
        public void Run([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] string message) => journal.Write(message);
    }

    public sealed class Bytes(Journal journal)
    {
        [Function("Bytes")]
        public void Run([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] byte[] message) => journal.Write($"{message.Length} bytes");
    }

    public sealed class Json(Journal journal)
    {
        [Function("Json")]
        public void Run([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] Order message) => journal.Write(message.ToString());
    }

    public sealed class Data(Journal journal)
    {
        [Function("Data")]
        public void Run([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] string message, FunctionContext context)
        {
            message.ShouldBe("x");
            foreach (var (name, value) in context.BindingContext.BindingData) journal.Write($"{name}={value.ShouldBeOfType<string>()}");
        }
    }
}
