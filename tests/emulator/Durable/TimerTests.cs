using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Pipeline.Emulator.Tests.Durable;

public sealed class TimerTests
{
    [ServiceFact]
    public async Task Timer_FiresWhenItIsDueAndNotBefore()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        var waited = (await app.RunAsync("Wait", TimeSpan.FromMilliseconds(300))).ReadOutputAs<TimeSpan>();
        waited.ShouldBeInRange(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(5));
    }

    [ServiceFact]
    public async Task TimerOfThePast_FiresAtOnce()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        (await app.RunAsync("Wait", TimeSpan.FromMinutes(-5))).RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Completed);
    }

    [ServiceFact]
    public async Task TimerThatIsCancelled_DoesNotKeepTheOrchestration()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        var id = await app.ScheduleAsync("Race", true);
        await app.Client.RaiseEventAsync(id, "go", "event");
        (await app.EndOfAsync(id)).ReadOutputAs<string>().ShouldBe("event");
    }

    [ServiceFact]
    public async Task TimerThatNobodyCancels_KeepsTheOrchestrationFromEnding()
    {
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        var id = await app.ScheduleAsync("Race", false);
        await app.Client.RaiseEventAsync(id, "go", "event");
        await app.ReachesAsync(id, "event");
        (await app.Client.GetInstanceAsync(id))!.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Running);
    }

    [ServiceFact]
    public async Task TimerThatOutlivesItsProcess_FiresInTheNext()
    {
        var setup = DurableApp.NewHub();
        string id;
        await using (var first = await DurableApp.StartAsync(setup, typeof(Functions)))
        {
            id = await first.ScheduleAsync("Wait", TimeSpan.FromSeconds(1));
            await Eventually.TrueAsync(
                async () => (await first.HistoryAsync(id)).Contains("TimerCreated"), TimeSpan.FromSeconds(30), "the timer is on record");
        }
        await using var second = await DurableApp.StartAsync(setup, typeof(Functions));
        (await second.EndOfAsync(id)).RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Completed);
    }

    public static class Functions
    {
        [Function("Wait")]
        public static async Task<TimeSpan> Wait([OrchestrationTrigger] TaskOrchestrationContext context, TimeSpan input)
        {
            var started = context.CurrentUtcDateTime;
            started.Kind.ShouldBe(DateTimeKind.Utc);
            await context.CreateTimer(input, CancellationToken.None);
            return context.CurrentUtcDateTime - started;
        }

        [Function("Race")]
        public static async Task<string> Race([OrchestrationTrigger] TaskOrchestrationContext context, bool input)
        {
            using var over = new CancellationTokenSource();
            var late = context.CreateTimer(context.CurrentUtcDateTime.AddHours(1), over.Token);
            var went = context.WaitForExternalEvent<string>("go");
            var first = await Task.WhenAny(late, went);
            // CancelAsync would be an await of something foreign.
            if (input) over.Cancel();
            context.SetCustomStatus(first == went ? await went : "timer");
            return first == went ? await went : "timer";
        }
    }
}
