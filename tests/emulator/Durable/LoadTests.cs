using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.DurableTask;
using Xunit.Abstractions;

namespace Pipeline.Emulator.Tests.Durable;

public sealed class LoadTests(ITestOutputHelper output)
{
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
        foreach (var i in Enumerable.Range(0, Count)) await EndOfAsync(i);
        output.WriteLine($"{Count} orchestrations of two activities and two events took {clock.ElapsedMilliseconds} ms");
        for (var i = 0; i < Count; i++) (await app.EndOfAsync($"{i}")).ReadOutputAs<int>().ShouldBe((4 * i) + 1);
    }

    [ServiceFact]
    public async Task OrchestrationInTheClientsProcess_NeverWaitsForAPoll()
    {
        const int Count = 50;
        await using var app = await DurableApp.StartAsync(QuietHub(), typeof(Functions));
        await RunOneAsync(app, -1);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Count; i++) await RunOneAsync(app, 1000 + i);
        output.WriteLine($"An orchestration of two activities and two events takes {clock.Elapsed.TotalMilliseconds / Count:0.0} ms");
    }

    // One that would not notice in time what it is not told.
    private static Setup QuietHub()
    {
        var setup = DurableApp.NewHub();
        return setup with
        {
            HostJson = setup.HostJson
                .Replace("Debug", "Warning", StringComparison.Ordinal)
                .Replace("00:00:00.1", "01:00:00", StringComparison.Ordinal),
        };
    }

    private static async Task RunOneAsync(DurableApp app, int i)
    {
        await app.ScheduleAsync("Flow", i, $"{i}");
        await app.Client.RaiseEventAsync($"{i}", "one", i);
        await app.Client.RaiseEventAsync($"{i}", "two", i);
        await EndOfAsync(i);
    }

    private static Task EndOfAsync(int i) => Functions.Ended.GetOrAdd(i, _ => new()).Task.WaitAsync(TimeSpan.FromSeconds(30));

    public static class Functions
    {
        public static readonly ConcurrentDictionary<int, TaskCompletionSource> Ended = new();

        [Function("Flow")]
        public static async Task<int> Flow([OrchestrationTrigger] TaskOrchestrationContext context, int input)
        {
            var sum = await context.CallActivityAsync<int>("Next", input);
            sum += await context.WaitForExternalEvent<int>("one");
            sum += await context.WaitForExternalEvent<int>("two");
            return await context.CallActivityAsync<int>("Last", new Last(sum, input)) + input;
        }

        [Function("Next")]
        public static int Next([ActivityTrigger] int number) => number + 1;

        [Function("Last")]
        public static int LastOne([ActivityTrigger] Last last)
        {
            Ended.GetOrAdd(last.Id, _ => new()).TrySetResult();
            return last.Sum;
        }
    }

    public sealed record Last(int Sum, int Id);
}
