using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Workload;

/// <summary>Runs jobs that the sample has not, in processes of the workload's app. The shared app would park them, and ends first.</summary>
public abstract class WorkloadTest(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Starts a process of the workload.</summary>
    protected async Task<App> StartAsync(params (string Name, string Value)[] settings)
    {
        await Shared.StopAsync();
        var app = await StartAnotherAsync(settings.ToDictionary(s => s.Name, s => s.Value), Target.WorkloadCommand);
        await Database.ExecuteAsync("delete from work.effect where at < $1", Began);
        return app;
    }

    protected static async Task EnqueueAsync(App app, string job, int count, int delay = 0)
    {
        using var http = new HttpClient { BaseAddress = app.Url };
        using var answer = await http.PostAsync($"api/work/{job}?count={count}&delay={delay}", content: null);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>How many jobs of a name are in a state, of those that this test enqueued.</summary>
    protected Task<long> JobsAsync(string name, string condition) =>
        Database.OneAsync<long>($"select count(*) from pipeline.job where type = $1 and created_at >= $2 and {condition}", name, Began);

    protected Task EffectsAsync(int count) => Eventually.TrueAsync(
        async () => await Database.OneAsync<long>("select count(*) from work.effect") >= count, Deadline, $"{count} effects");
}
