namespace Pipeline.Emulator.Tests.RabbitMQ;

public sealed class IndexingTests
{
    [ServiceFact]
    public async Task QueueMissingAtStart_DisablesTheFunctionForGoodAndLeavesTheOthers()
    {
        await using var there = await TestQueue.CreateAsync();
        await using var missing = await TestQueue.ReserveAsync();
        var setup = Setup.ForQueue(there);
        setup.Settings["Missing"] = missing.Name;
        await using var app = await EmulatedApp.StartAsync(setup, typeof(OnQueue), typeof(OnMissing));
        app.Logs.Lines.ShouldContain(line => line.Contains("Function 'Functions.OnMissing' failed indexing and will be disabled.", StringComparison.Ordinal));

        await missing.DeclareAsync();
        await there.PublishAsync("works");
        await app.Journal.UntilAsync(1);
        (await missing.ConsumersAsync()).ShouldBe(0u);
    }

    [ServiceFact]
    public async Task BrokerDownAtStart_DisablesTheFunctionAndTheHostStaysUp()
    {
        var setup = new Setup { Settings = { ["Broker"] = "amqp://guest:guest@127.0.0.1:1", ["Queue"] = "any" } };
        await using var app = await EmulatedApp.StartAsync(setup, typeof(OnQueue), typeof(Alive));
        app.Logs.Has("Function 'Functions.OnQueue' failed indexing and will be disabled.").ShouldBeTrue();
        using var http = app.Http;
        (await http.GetStringAsync("api/Alive")).ShouldBe("yes");
    }

    [ServiceFact]
    public async Task ParameterNamedLikeBindingData_DisablesTheFunctionWithTheHostsMessage()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var app = await EmulatedApp.StartAsync(Setup.ForQueue(queue), typeof(Forbidden));
        string[] names = ["body", "consumerTag", "deliveryTag", "redelivered", "exchange", "routingKey", "basicProperties"];
        foreach (var name in names) app.Logs.Has($"Can't bind parameter '{name}' to type 'System.Byte[]'").ShouldBeTrue(name);
        (await queue.ConsumersAsync()).ShouldBe(0u);
    }

    [Theory]
    [InlineData("Queue", null, "'%Queue%' does not resolve to a value.")]
    [InlineData("Broker", null, "The setting 'Broker' is missing or empty")]
    [InlineData("Broker", "not a uri", "The setting 'Broker' is no amqp URI")]
    public async Task SettingThatIsMissingOrWrong_DisablesTheFunctionAndNamesIt(string setting, string? value, string message)
    {
        var setup = new Setup { Settings = { ["Broker"] = "amqp://guest:guest@127.0.0.1:1", ["Queue"] = "any" } };
        setup.Settings[setting] = value;
        await using var app = await EmulatedApp.StartAsync(setup, typeof(OnQueue));
        app.Logs.Has(message).ShouldBeTrue(string.Join('\n', app.Logs.Lines));
        app.Logs.Has("Function 'Functions.OnQueue' failed indexing and will be disabled.").ShouldBeTrue();
    }

    public sealed class OnQueue(Journal journal)
    {
        [Function("OnQueue")]
        public void Run([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] string message) => journal.Write(message);
    }

    public sealed class OnMissing
    {
        [Function("OnMissing")]
        public static void Run([RabbitMQTrigger("%Missing%", ConnectionStringSetting = "Broker")] string message) =>
            throw new InvalidOperationException(message);
    }

    public static class Alive
    {
        [Function("Alive")]
        public static Microsoft.AspNetCore.Http.IResult Run(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get")] Microsoft.AspNetCore.Http.HttpRequest request) =>
            Microsoft.AspNetCore.Http.Results.Text(request is null ? "no" : "yes");
    }

    public static class Forbidden
    {
        [Function("B1")] public static void B1([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] byte[] body) => Refuse(body);

        [Function("B2")] public static void B2([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] byte[] consumerTag) => Refuse(consumerTag);

        [Function("B3")] public static void B3([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] byte[] deliveryTag) => Refuse(deliveryTag);

        [Function("B4")] public static void B4([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] byte[] redelivered) => Refuse(redelivered);

        [Function("B5")] public static void B5([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] byte[] exchange) => Refuse(exchange);

        [Function("B6")] public static void B6([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] byte[] routingKey) => Refuse(routingKey);

        [Function("B7")] public static void B7([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] byte[] basicProperties) => Refuse(basicProperties);

        private static void Refuse(byte[] message) => throw new InvalidOperationException($"{message.Length}");
    }
}
