namespace Pipeline.Emulator.Tests.RabbitMQ;

public sealed class DrainTests
{
    [ServiceFact]
    public async Task Stop_RunningMessageFinishesAndIsAcknowledgedAndTheBufferGoesBack()
    {
        await using var queue = await TestQueue.CreateAsync();
        await queue.PublishManyAsync(5);
        await using var app = await EmulatedApp.StartAsync(Setup.ForQueue(queue), typeof(Blocking));
        await app.Journal.UntilAsync(1);

        var stop = app.StopAsync();
        await app.Journal.UntilAsync(2);
        stop.IsCompleted.ShouldBeFalse();
        app.Journal.Release.SetResult();
        await stop;

        app.Journal.Entries.ShouldBe(["0", "told to stop", "0 done"]);
        await queue.WaitForReadyAsync(4);
    }

    [ServiceFact]
    public async Task Stop_WhenTheGraceEnds_AbandonsWhatRuns()
    {
        await using var queue = await TestQueue.CreateAsync();
        await queue.PublishManyAsync(1);
        var setup = Setup.ForQueue(queue) with { DrainGrace = TimeSpan.FromMilliseconds(200) };
        await using var app = await EmulatedApp.StartAsync(setup, typeof(Blocking));
        await app.Journal.UntilAsync(1);

        await app.StopAsync();

        app.Logs.Has("did not shutdown within its allotted time").ShouldBeTrue();
        app.Journal.Release.SetResult();
    }

    public sealed class Blocking(Journal journal)
    {
        [Function("Blocking")]
        public async Task Run([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] string message, CancellationToken token)
        {
            using var registration = token.Register(() => journal.Write("told to stop"));
            journal.Write(message);
            await journal.Release.Task;
            journal.Write($"{message} done");
        }
    }
}
