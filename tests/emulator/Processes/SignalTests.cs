using Microsoft.Extensions.Hosting;

namespace Pipeline.Emulator.Tests.Processes;

public sealed class SignalTests
{
    private static readonly TimeSpan LongerThanTheGrace = TimeSpan.FromSeconds(20);

    [ServiceFact]
    public async Task Sigterm_LetsTheRunningMessageFinishBeforeTheAppIsToldToStop()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var app = await AppProcess.StartAsync(typeof(UntilTold), Setup.ForQueue(queue).Settings);
        await queue.PublishManyAsync(3);
        await app.SaysAsync("running");

        await app.SignalAsync("TERM");

        (await app.ExitCodeAsync()).ShouldBe(0);
        app.Lines.Where(line => line is "running" or "finished, the app is not stopping" or "stopped")
            .ShouldBe(["running", "finished, the app is not stopping", "stopped"]);
        await queue.WaitForReadyAsync(2);
    }

    [ServiceFact]
    public async Task SecondSignal_EndsTheProcessAtOnce()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using var app = await AppProcess.StartAsync(typeof(Endless), Setup.ForQueue(queue).Settings);
        await queue.PublishManyAsync(1);
        await app.SaysAsync("running");

        await app.SignalAsync("INT");
        await app.SaysAsync("told to stop");
        await app.SignalAsync("INT");

        (await app.ExitCodeAsync()).ShouldBe(130);
        await queue.WaitForReadyAsync(1);
    }

    [ServiceFact]
    public async Task Kill_MessageIsDeliveredAgainAsRedelivered()
    {
        await using var queue = await TestQueue.CreateAsync();
        await using (var app = await AppProcess.StartAsync(typeof(Endless), Setup.ForQueue(queue).Settings))
        {
            await queue.PublishManyAsync(1);
            await app.SaysAsync("running");
            await app.SignalAsync("KILL");
            (await app.ExitCodeAsync()).ShouldNotBe(0);
        }
        await queue.WaitForReadyAsync(1);
        var again = await queue.GetAsync();
        again!.Redelivered.ShouldBeTrue();
    }

    public sealed class UntilTold(IHostApplicationLifetime lifetime)
    {
        [Function("UntilTold")]
        public async Task Run([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] byte[] message, FunctionContext context)
        {
            message.ShouldNotBeEmpty();
            Console.WriteLine("running");
            await Task.Delay(Timeout.Infinite, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var app = lifetime.ApplicationStopping.IsCancellationRequested ? "is" : "is not";
            Console.WriteLine($"finished, the app {app} stopping");
        }
    }

    public static class Endless
    {
        [Function("Endless")]
        public static async Task Run([RabbitMQTrigger("%Queue%", ConnectionStringSetting = "Broker")] byte[] message, CancellationToken token)
        {
            using var registration = token.Register(() => Console.WriteLine("told to stop"));
            Console.WriteLine("running");
            message.ShouldNotBeEmpty();
            await Task.Delay(LongerThanTheGrace, CancellationToken.None);
        }
    }
}
