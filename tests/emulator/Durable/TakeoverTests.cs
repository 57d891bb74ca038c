using System.Globalization;
using Microsoft.DurableTask;
using Npgsql;
using Pipeline.Emulator.Tests.Processes;

namespace Pipeline.Emulator.Tests.Durable;

/// <summary>A process that is killed or frozen loses nothing and repeats nothing but activities whose result was not on record yet.</summary>
public sealed class TakeoverTests
{
    private const string Took = "This process runs the orchestrations";

    // The lease's six seconds, a second between tries, and a slow machine.
    private static readonly TimeSpan Takeover = TimeSpan.FromSeconds(25);

    [ServiceFact]
    public async Task KilledProcess_IsSucceededWithinSecondsAndEveryOrchestrationEndsRight()
    {
        const int Orchestrations = 40;
        const int Kills = 3;
        var seed = Environment.TickCount;
        Console.WriteLine($"{nameof(KilledProcess_IsSucceededWithinSecondsAndEveryOrchestrationEndsRight)}: seed {seed}");
        var random = new Random(seed);
        await using var client = await DurableApp.StartAsync(typeof(ClientTests.OnlyAClient));
        var setup = client.Setup;
        var standby = await StartAsync(setup);
        try
        {
            await standby.SaysAsync(Took, Takeover);
            for (var i = 0; i < Orchestrations; i++) await client.ScheduleAsync("Steps", i, $"{i}");
            for (var kill = 0; kill < Kills; kill++)
            {
                var owner = standby;
                standby = await StartAsync(setup);
                var done = random.Next(1, 20);
                await owner.SaysAsync($"activity {done}", Takeover);
                await owner.SignalAsync("KILL");
                await owner.DisposeAsync();
                for (var i = kill; i < Orchestrations; i += Kills) await client.Client.RaiseEventAsync($"{i}", "go", 100);
                await standby.SaysAsync(Took, Takeover);
            }
            for (var i = 0; i < Orchestrations; i++)
            {
                var ended = await client.EndOfAsync($"{i}");
                ended.ReadOutputAs<string>().ShouldBe($"{i + 1}, 100, {i + 2}, {i + 3}", $"orchestration {i}, seed {seed}");
                var history = await client.HistoryAsync($"{i}");
                history.Count(kind => kind == "TaskCompleted").ShouldBe(3);
                history.Count(kind => kind == "EventRaised").ShouldBe(1);
                history.Count(kind => kind == "TimerFired").ShouldBe(1);
            }
        }
        finally
        {
            await standby.DisposeAsync();
        }
        (await LeftoversAsync(client)).ShouldBe(0);
    }

    [ServiceFact]
    public async Task FrozenProcess_IsSucceededAndItsLateResultIsNotRecorded()
    {
        await using var client = await DurableApp.StartAsync(typeof(ClientTests.OnlyAClient));
        using var folder = new TestFolder("");
        var gate = Path.Combine(folder.Path, "gate");
        await using var first = await StartAsync(client.Setup);
        await first.SaysAsync(Took, Takeover);
        await client.ScheduleAsync("WhoRan", gate, "a");
        await first.SaysAsync("at the gate");
        await using var second = await StartAsync(client.Setup);

        await first.SignalAsync("STOP");
        await second.SaysAsync("at the gate", Takeover);
        await File.WriteAllTextAsync(gate, "");
        var ended = await client.EndOfAsync("a");
        ended.ReadOutputAs<string>().ShouldBe($"ran in {second.Id}");
        await first.SignalAsync("CONT");

        await first.SaysAsync("through the gate");
        await first.SaysAsync("Another process has taken task hub");
        (await client.HistoryAsync("a")).Count(kind => kind == "TaskCompleted").ShouldBe(1);
        (await client.Client.GetInstanceAsync("a"))!.LastUpdatedAt.ShouldBe(ended.LastUpdatedAt);
    }

    [ServiceFact]
    public async Task GracefulStop_HandsOverAtOnceAndRecordsWhatRan()
    {
        await using var client = await DurableApp.StartAsync(typeof(ClientTests.OnlyAClient));
        using var folder = new TestFolder("");
        var gate = Path.Combine(folder.Path, "gate");
        await using var first = await StartAsync(client.Setup);
        await first.SaysAsync(Took, Takeover);
        await client.ScheduleAsync("WhoRan", gate, "a");
        await first.SaysAsync("at the gate");
        await using var second = await StartAsync(client.Setup);

        await first.SignalAsync("TERM");
        await first.SaysAsync("told to stop");
        await File.WriteAllTextAsync(gate, "");

        (await first.ExitCodeAsync()).ShouldBe(0);
        (await client.EndOfAsync("a")).ReadOutputAs<string>().ShouldBe($"ran in {first.Id}");
        await second.SaysAsync(Took, TimeSpan.FromSeconds(5));
        second.Lines.ShouldNotContain("at the gate");
    }

    private static Task<AppProcess> StartAsync(Setup setup) => AppProcess.StartAsync(typeof(Functions), setup.Settings, setup.HostJson);

    private static async Task<long> LeftoversAsync(DurableApp client)
    {
        await using var source = NpgsqlDataSource.Create(Services.Postgres);
        await using var command = source.CreateCommand("""
            select count(*) from emulator_durable.instance i
            where i.hub = $1 and (exists (select from emulator_durable.message where execution_id = i.execution_id)
                or exists (select from emulator_durable.activity where execution_id = i.execution_id)
                or exists (select from emulator_durable.timer where execution_id = i.execution_id))
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = client.Client.Name });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public static class Functions
    {
        private static int _activities;

        [Function("Steps")]
        public static async Task<string> Steps([OrchestrationTrigger] TaskOrchestrationContext context, int input)
        {
            var one = await context.CallActivityAsync<int>("Next", input);
            var go = await context.WaitForExternalEvent<int>("go");
            await context.CreateTimer(TimeSpan.FromMilliseconds(50), CancellationToken.None);
            var two = await context.CallActivityAsync<int>("Next", one);
            return $"{one}, {go}, {two}, {await context.CallActivityAsync<int>("Next", two)}";
        }

        [Function("Next")]
        public static int Next([ActivityTrigger] int number)
        {
            Console.WriteLine($"activity {Interlocked.Increment(ref _activities).ToString(CultureInfo.InvariantCulture)}");
            return number + 1;
        }

        [Function("WhoRan")]
        public static Task<string> WhoRan([OrchestrationTrigger] TaskOrchestrationContext context, string input) =>
            context.CallActivityAsync<string>("Gated", input);

        [Function("Gated")]
        public static async Task<string> Gated([ActivityTrigger] string gate, CancellationToken token)
        {
            using var told = token.Register(() => Console.WriteLine("told to stop"));
            Console.WriteLine("at the gate");
            await Eventually.TrueAsync(() => File.Exists(gate), TimeSpan.FromSeconds(60), "the gate is open");
            Console.WriteLine("through the gate");
            return $"ran in {Environment.ProcessId}";
        }
    }
}
