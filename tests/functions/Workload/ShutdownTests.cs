using System.Diagnostics;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Workload;

public sealed class ShutdownTests(SharedApp shared, ITestOutputHelper output) : WorkloadTest(shared, output)
{
    // So long that nothing but the letting go explains who takes the work soon.
    private static readonly (string, string) NobodyIsStale = ("Pipeline__StaleAfter", "00:10:00");

    // The real host logs what a job logs in the category of its function, which host.json keeps at warnings.
    private static readonly (string, string) Verbose = ("AzureFunctionsJobHost__logging__logLevel__Function", "Information");

    [AppFact(Needs.OwnApp)]
    public async Task Sigterm_WhileAJobRunsThatTakesTooLong_LetsGoOfIt_AnotherTakesItAtOnce_AndTheExitCodeIs0()
    {
        var slow = await StartAsync(NobodyIsStale, Verbose, ("Workload__SlowSeconds", "240"));
        var worker = await Database.WorkerOfAsync(slow.WorkerId);
        await EnqueueAsync(slow, "slow", 1);
        await RunsAsync(slow);
        var other = await StartAsync(NobodyIsStale);

        (await slow.TerminateAsync()).ShouldBe(0);

        (await Database.HeldByAsync(worker)).ShouldBeEmpty();
        var clock = Stopwatch.StartNew();
        await EffectsAsync(1);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        (await Database.OneAsync<int>("select process from work.effect")).ShouldBe(other.WorkerId);
        (await JobsAsync("work.slow", "attempt = 0 and interruptions = 0")).ShouldBe(1, "what was let go was not interrupted");
    }

    [AppFact(Needs.OwnApp)]
    public async Task Sigterm_WhileAJobRunsThatIsSoonDone_LetsItFinish()
    {
        var app = await StartAsync(NobodyIsStale, Verbose, ("Workload__SlowSeconds", "4"));
        await EnqueueAsync(app, "slow", 1);
        await RunsAsync(app);
        var worker = app.WorkerId;

        (await app.TerminateAsync()).ShouldBe(0);

        (await Database.OneAsync<int>("select process from work.effect")).ShouldBe(worker);
        (await JobsAsync("work.slow", "status = 'succeeded'")).ShouldBe(1);
    }

    // It is claimed a moment before: what has not started by the signal does not start any more.
    private static Task RunsAsync(App app) => Eventually.TrueAsync(() => app.Log.Tail().Contains("Slow job", StringComparison.Ordinal), Deadline, "the slow job runs");
}
