using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Workload;

public sealed class RollingChangeTests(SharedApp shared, ITestOutputHelper output) : WorkloadTest(shared, output)
{
    private const string Job = "work.greet";
    private const int Each = 40;

    [AppFact(Needs.OwnApp | Needs.Tool)]
    public async Task AJobsArgumentsAreChanged_AsTheDocumentationSays_AndNothingIsLostOrDoneTwice()
    {
        var old = await StartAsync(("Workload__Versions", "1"));
        await EnqueueAsync(old, "greet", Each);
        await EnqueueAsync(old, "greet", Each, delay: 3600);

        // Version 2 is deployed beside version 1. The old instances still run: they park what they do not know.
        var both = await StartAsync(("Workload__Versions", "1,2"));
        await EnqueueAsync(both, "greet-in", Each);
        await Eventually.TrueAsync(async () => await JobsAsync(Job, "version = 2 and parked > 0") > 0, Deadline, "an old instance has parked jobs of version 2");
        (await old.TerminateAsync()).ShouldBe(0);

        var (left, said) = await OperatorTool.RunAsync(both.Url, "drain", "--job", Job, "--version", "1");
        left.ShouldBe(1, said);
        said.ShouldContain($"Left of {Job} version 1: ");
        // The hour is over.
        await Database.ExecuteAsync(
            "update pipeline.outbox o set due_at = now() where published_at is null and exists (select from pipeline.job j where j.id = any(o.jobs) and j.type = $1)", Job);
        var (drained, report) = await OperatorTool.RunAsync(both.Url, "drain", "--job", Job, "--version", "1", "--wait");
        drained.ShouldBe(0, report);
        report.ShouldContain($"Nothing is left of {Job} version 1.");

        // Now its handler may go.
        var newest = await StartAsync(("Workload__Versions", "2"));
        (await both.TerminateAsync()).ShouldBe(0);
        await EnqueueAsync(newest, "greet-in", Each);
        (await OperatorTool.RunAsync(newest.Url, "drain", "--job", Job, "--version", "2", "--wait")).ExitCode.ShouldBe(0);

        (await JobsAsync(Job, "status = 'succeeded' and attempt = 0")).ShouldBe(4 * Each);
        (await JobsAsync(Job, "status <> 'succeeded'")).ShouldBe(0);
        (await Database.OneAsync<long>("select count(*) from work.effect")).ShouldBe(4 * Each);
        (await Database.OneAsync<long>("select count(distinct job_id) from work.effect")).ShouldBe(4 * Each);
    }
}
