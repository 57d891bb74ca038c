using Microsoft.DurableTask;
using Npgsql;

namespace Pipeline.Emulator.Tests.Durable;

public sealed class OutageTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [ServiceFact]
    public async Task ConnectionsThatAreCut_LoseNothingAndRecordNothingTwice()
    {
        const int Orchestrations = 30;
        const int Cuts = 5;
        await using var app = await DurableApp.StartAsync(typeof(Functions));
        for (var i = 0; i < Orchestrations; i++) await app.ScheduleAsync("Steps", i, $"{i}");
        for (var cut = 1; cut <= Cuts; cut++)
        {
            await app.Journal.UntilAsync(cut * Orchestrations / 3, seconds: 60);
            await CutAsync(app.Client.Name);
        }
        for (var i = 0; i < Orchestrations; i++)
        {
            await Eventually.TrueAsync(() => HasEndedAsync(app, $"{i}"), Deadline, $"orchestration {i} has ended");
            (await app.EndOfAsync($"{i}")).ReadOutputAs<int>().ShouldBe(i + Functions.Steps);
            (await app.HistoryAsync($"{i}")).Count(kind => kind == "TaskCompleted").ShouldBe(Functions.Steps);
        }
    }

    // The pool hands out connections that were cut until it has noticed.
    private static async Task<bool> HasEndedAsync(DurableApp app, string id)
    {
        try
        {
            return (await app.Client.GetInstanceAsync(id))!.IsCompleted;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task CutAsync(string hub)
    {
        await using var source = NpgsqlDataSource.Create(Services.Postgres);
        await using var command = source.CreateCommand("select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = $"emulator {hub}" });
        await command.ExecuteNonQueryAsync();
    }

    public sealed class Functions(Journal journal)
    {
        public const int Steps = 10;

        [Function("Steps")]
        public static async Task<int> Run([OrchestrationTrigger] TaskOrchestrationContext context, int input)
        {
            for (var i = 0; i < Steps; i++) input = await context.CallActivityAsync<int>("Next", input);
            return input;
        }

        [Function("Next")]
        public int Next([ActivityTrigger] int number)
        {
            journal.Write($"{number}");
            return number + 1;
        }
    }
}
