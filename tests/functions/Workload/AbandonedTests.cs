using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Workload;

public sealed class AbandonedTests(SharedApp shared, ITestOutputHelper output) : WorkloadTest(shared, output)
{
    [AppFact(Needs.OwnApp)]
    public async Task AWorkerWithTooManyAbandonedHandlers_EndsByItself_AndTheHostStartsAnother()
    {
        var app = await StartAsync(("Pipeline__AbandonAfter", "00:00:00"), ("Pipeline__MostAbandoned", "3"));
        var worker = app.WorkerId;
        await EnqueueAsync(app, "stuck", 2);
        await Eventually.TrueAsync(async () => await JobsAsync("work.stuck", "status = 'dead'") == 2, Deadline, "two stuck jobs are dead");
        app.WorkerId.ShouldBe(worker, "two are not too many");

        // Messages that come while it ends write many lines.
        var said = app.Log.SaysAsync("3 handlers go on past their time limits");
        await EnqueueAsync(app, "stuck", 1);
        // The Functions host starts a worker again that ended with an error, and never one that ended with 0.
        await app.ReplacedAsync(worker);
        said.IsCompleted.ShouldBeTrue("the log says why");

        await EnqueueAsync(app, "greet", 10);
        await EffectsAsync(10);
        (await JobsAsync("work.stuck", "status = 'dead' and error like '%abandoned%'")).ShouldBe(3);
        (await Database.OneAsync<int[]>("select array_agg(distinct process) from work.effect")).ShouldBe([app.WorkerId]);
    }
}
