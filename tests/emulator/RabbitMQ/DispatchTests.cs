namespace Pipeline.Emulator.Tests.RabbitMQ;

public sealed class DispatchTests
{
    [ServiceFact]
    public async Task MessagesOfOneQueue_RunOneAtATime()
    {
        await using var queue = await TestQueue.CreateAsync();
        await queue.PublishManyAsync(10);
        await using var app = await EmulatedApp.StartAsync(Setup.ForQueue(queue), typeof(Working));
        await app.Journal.UntilAsync(10);
        app.Journal.MostRunning.ShouldBe(1);
    }

    [ServiceFact]
    public async Task TwoFunctionsOnOneQueue_ShareOneSlot()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var app = await EmulatedApp.StartAsync(Setup.ForQueue(queue), typeof(Working), typeof(WorkingToo));
        await queue.PublishManyAsync(10);
        await app.Journal.UntilAsync(10);
        app.Journal.Entries.Distinct().Count().ShouldBe(2);
        app.Journal.MostRunning.ShouldBe(1);
    }

    [ServiceFact]
    public async Task TwoQueues_RunBesideEachOther()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var other = await TestQueue.CreateAsync();
        var setup = Setup.ForQueue(queue);
        setup.Settings["Other"] = other.Name;
        await using var app = await EmulatedApp.StartAsync(setup, typeof(Meeting), typeof(MeetingOther));
        await queue.PublishAsync("a");
        await other.PublishAsync("b");
        await app.Journal.UntilAsync(2);
        app.Journal.MostRunning.ShouldBe(2);
    }

    [ServiceFact]
    public async Task PrefetchCount_BoundsWhatAListenerBuffers()
    {
        await using var queue = await TestQueue.CreateAsync();
        await queue.PublishManyAsync(10);
        var setup = Setup.ForQueue(queue) with { HostJson = """{ "version": "2.0", "extensions": { "rabbitMQ": { "prefetchCount": 3 } } }""" };
        await using var app = await EmulatedApp.StartAsync(setup, typeof(Blocking));
        await app.Journal.UntilAsync(1);
        await queue.WaitForReadyAsync(7);
        app.Journal.Release.SetResult();
        await app.Journal.UntilAsync(10);
    }

    [ServiceFact]
    public async Task PrefetchCount_Is30WhenNotSet()
    {
        await using var queue = await TestQueue.CreateAsync();
        await queue.PublishManyAsync(40);
        await using var app = await EmulatedApp.StartAsync(Setup.ForQueue(queue), typeof(Blocking));
        await app.Journal.UntilAsync(1);
        await queue.WaitForReadyAsync(10);
        app.Journal.Release.SetResult();
        await app.Journal.UntilAsync(40);
    }

    public sealed class Working(Journal journal)
    {
        [Function("Working")]
        public Task Run([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] byte[] message, CancellationToken token) =>
            journal.RunAsync(async () =>
            {
                await Task.Delay(message.Length, token);
                await Task.Yield();
                journal.Write("first");
            });
    }

    public sealed class WorkingToo(Journal journal)
    {
        [Function("WorkingToo")]
        public Task Run([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] byte[] message, CancellationToken token) =>
            journal.RunAsync(async () =>
            {
                await Task.Delay(message.Length, token);
                journal.Write("second");
            });
    }

    public sealed class Meeting(Journal journal)
    {
        [Function("Meeting")]
        public Task Run([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] string message) => MeetAsync(journal, message);

        internal static Task MeetAsync(Journal journal, string message) => journal.RunAsync(async () =>
        {
            await Eventually.TrueAsync(() => journal.MostRunning == 2, TimeSpan.FromSeconds(30), "the other queue's function");
            journal.Write(message);
        });
    }

    public sealed class MeetingOther(Journal journal)
    {
        [Function("MeetingOther")]
        public Task Run([RabbitMQTrigger("%Other%", ConnectionStringSetting = "Broker")] string message) => Meeting.MeetAsync(journal, message);
    }

    public sealed class Blocking(Journal journal)
    {
        [Function("Blocking")]
        public async Task Run([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] string message)
        {
            journal.Write(message);
            await journal.Release.Task;
        }
    }
}
