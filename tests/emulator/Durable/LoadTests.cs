using System.Diagnostics;
using Microsoft.DurableTask;
using Xunit.Abstractions;

namespace Pipeline.Emulator.Tests.Durable;

public sealed class LoadTests(ITestOutputHelper output)
{
    private const string Quiet = "\"default\": \"Warning\"";

    [ServiceFact]
    public async Task TwoHundredOrchestrationsAtOnce_AllEndRight()
    {
        const int Count = 200;
        await using var app = await DurableApp.StartAsync(QuietHub(), typeof(Functions));
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, Count), async (i, token) =>
        {
            await app.ScheduleAsync("Flow", i, $"{i}");
            await app.Client.RaiseEventAsync($"{i}", "two", i, token);
            await app.Client.RaiseEventAsync($"{i}", "one", i, token);
        });
        for (var i = 0; i < Count; i++) (await app.EndOfAsync($"{i}")).ReadOutputAs<int>().ShouldBe((4 * i) + 2);
        output.WriteLine($"{Count} orchestrations of two activities and two events took {clock.ElapsedMilliseconds} ms");
    }

    [ServiceFact]
    public async Task OrchestrationAlone_CostsAFewMilliseconds()
    {
        const int Count = 50;
        await using var app = await DurableApp.StartAsync(QuietHub(), typeof(Functions));
        await RunOneAsync(app, 1000);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Count; i++) await RunOneAsync(app, i);
        var each = clock.Elapsed / Count;
        output.WriteLine($"An orchestration of two activities and two events takes {each.TotalMilliseconds:0.0} ms");
        // Generous: nudges reach the engine, and nothing waits for a poll (100 ms) or the real host's default of it (30 s).
        each.ShouldBeLessThan(TimeSpan.FromMilliseconds(100));
    }

    private static Setup QuietHub()
    {
        var setup = DurableApp.NewHub();
        return setup with { HostJson = setup.HostJson.Replace("\"default\": \"Debug\"", Quiet, StringComparison.Ordinal) };
    }

    private static async Task RunOneAsync(DurableApp app, int i)
    {
        await app.ScheduleAsync("Flow", i, $"{i}");
        await app.Client.RaiseEventAsync($"{i}", "one", i);
        await app.Client.RaiseEventAsync($"{i}", "two", i);
        await Eventually.TrueAsync(() => app.Journal.Entries.Contains($"ended {i}"), TimeSpan.FromSeconds(20), $"{i} has ended");
    }

    public sealed class Functions(Journal journal)
    {
        [Function("Flow")]
        public static async Task<int> Flow([OrchestrationTrigger] TaskOrchestrationContext context, int input)
        {
            var sum = await context.CallActivityAsync<int>("Next", input);
            sum += await context.WaitForExternalEvent<int>("one");
            sum += await context.WaitForExternalEvent<int>("two");
            return await context.CallActivityAsync<int>("Last", new Last(sum + 1, input)) + input;
        }

        [Function("Next")]
        public static int Next([ActivityTrigger] int number) => number + 1;

        [Function("Last")]
        public int LastOne([ActivityTrigger] Last last)
        {
            journal.Write($"ended {last.Id}");
            return last.Sum;
        }
    }

    public sealed record Last(int Sum, int Id);
}
