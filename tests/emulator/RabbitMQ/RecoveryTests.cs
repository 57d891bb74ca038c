namespace Pipeline.Emulator.Tests.RabbitMQ;

public sealed class RecoveryTests
{
    [ServiceFact]
    public async Task ConnectionCut_ConsumerComesBackAndTheMessageRunsAgainBesideTheOldRun()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var proxy = new CuttingProxy(Services.RabbitMQ);
        var setup = Setup.ForQueue(queue);
        setup.Settings["Broker"] = proxy.Uri;
        await using var app = await EmulatedApp.StartAsync(setup, typeof(Blocking));
        await queue.PublishAsync("one");
        await app.Journal.UntilAsync(1);

        proxy.Cut();

        await app.Journal.UntilAsync(2, seconds: 30);
        app.Journal.Entries.ShouldBe(["one false", "one true"]);
        app.Journal.MostRunning.ShouldBe(2);
        app.Journal.Release.SetResult();
        await queue.PublishAsync("two");
        await app.Journal.UntilAsync(3);
    }

    [ServiceFact]
    public async Task QueueDeletedAndDeclaredAgain_ConsumerDoesNotComeBack()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var control = await TestQueue.CreateAsync();
        var setup = Setup.ForQueue(queue);
        setup.Settings["Control"] = control.Name;
        await using var app = await EmulatedApp.StartAsync(setup, typeof(Blocking), typeof(OnControl));

        await queue.DeleteAsync();
        await queue.DeclareAsync();
        await queue.PublishAsync("lost to this process");

        await control.PublishAsync("the host lives");
        await app.Journal.UntilAsync(1);
        app.Journal.Entries.ShouldBe(["the host lives"]);
        (await queue.ConsumersAsync()).ShouldBe(0u);
        (await queue.ReadyAsync()).ShouldBe(1u);
    }

    public sealed class Blocking(Journal journal)
    {
        [Function("Blocking")]
        public Task Run([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] string message, FunctionContext context) =>
            journal.RunAsync(async () =>
            {
                journal.Write($"{message} {context.BindingContext.BindingData["Redelivered"]}");
                await journal.Release.Task;
            });
    }

    public sealed class OnControl(Journal journal)
    {
        [Function("OnControl")]
        public void Run([RabbitMQTrigger("%Control%", ConnectionStringSetting = "Broker")] string message) => journal.Write(message);
    }
}
