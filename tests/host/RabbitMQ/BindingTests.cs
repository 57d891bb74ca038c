using System.Text.Json;
using RabbitMQ.Client;

namespace Pipeline.LocalHost.Tests.RabbitMQ;

public sealed class BindingTests
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [ServiceFact]
    public async Task Message_BindsToTextBytesAndJson_AndOneThatIsNoJsonFails()
    {
        await using var texts = await TestQueue.CreateAsync();
        await using var bytes = await TestQueue.CreateAsync(suffix: ".bytes");
        await using var dead = await TestQueue.CreateAsync();
        await using var orders = await TestQueue.CreateAsync(dead.Name);
        var setup = Setup.For(texts, "TakeText", "TakeBytes", "TakeOrder")
            .With("Texts", texts.Name).With("Prefix", bytes.Name[..^".bytes".Length]).With("Orders", orders.Name);
        await using var run = await HostRun.StartAsync(setup);

        await texts.PublishAsync("Äöü");
        await bytes.PublishAsync("Äö");
        await orders.PublishAsync("""{ "name": "Ada", "AGE": 36 }""");
        await orders.PublishAsync("{ no json");

        await run.WritesAsync("text Äöü");
        await run.WritesAsync("bytes C384C3B6");
        await run.WritesAsync("order Order { Name = Ada, Age = 36 }");
        (await dead.WaitForMessageAsync()).BasicProperties.Headers!["x-ms-rabbitmq-requeuecount"].ShouldBe(4);
    }

    [ServiceFact]
    public async Task BindingData_HoldsStringsAndTextInHeadersAsBase64()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var run = await HostRun.StartAsync(Setup.For(queue, "TakeData").With("Data", queue.Name));
        await queue.PublishAsync("x", new BasicProperties
        {
            MessageId = "id-1",
            DeliveryMode = DeliveryModes.Persistent,
            Timestamp = new AmqpTimestamp(1_700_000_000),
            Headers = new Dictionary<string, object?> { ["traceparent"] = Trace, ["number"] = 7, ["yes"] = true, ["list"] = new List<object> { 1L, "a" } },
        });
        await run.EntriesAsync(1, "trace ");
        var data = run.Entries.Where(e => e.StartsWith("data ", StringComparison.Ordinal)).Select(e => e["data ".Length..].Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        data["DeliveryTag"].ShouldBe("1");
        data["Redelivered"].ShouldBe("false");
        data["Exchange"].ShouldBe("");
        data["RoutingKey"].ShouldBe(queue.Name);
        data["ConsumerTag"].ShouldNotBeEmpty();
        using var properties = JsonDocument.Parse(data["BasicProperties"]);
        properties.RootElement.GetProperty("MessageId").GetString().ShouldBe("id-1");
        properties.RootElement.GetProperty("DeliveryMode").GetInt32().ShouldBe(2);
        properties.RootElement.GetProperty("ContentType").ValueKind.ShouldBe(JsonValueKind.Null);
        properties.RootElement.GetProperty("Timestamp").GetProperty("UnixTime").GetInt64().ShouldBe(1_700_000_000);
        var headers = properties.RootElement.GetProperty("Headers");
        System.Text.Encoding.UTF8.GetString(headers.GetProperty("traceparent").GetBytesFromBase64()).ShouldBe(Trace);
        headers.GetProperty("number").GetInt32().ShouldBe(7);
        headers.GetProperty("yes").GetBoolean().ShouldBeTrue();
        headers.GetProperty("list").GetArrayLength().ShouldBe(2);
    }

    [ServiceFact]
    public async Task FailedRun_IsCountedInTheHeaderAndIsNotRedelivered()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var run = await HostRun.StartAsync(Setup.For(queue, "TakeData").With("Data", queue.Name));
        await queue.PublishAsync("fail");
        await run.EntriesAsync(5, "trace ");
        run.Entries.Count(e => e == "data Redelivered=false").ShouldBe(5);
        for (var count = 1; count <= 4; count++) run.Has($"\"x-ms-rabbitmq-requeuecount\":{count}").ShouldBeTrue(run.Output);
    }
}
