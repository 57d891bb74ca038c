using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Workload;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.DeadLetters;

public sealed class DeadJobTests(SharedApp shared, ITestOutputHelper output) : WorkloadTest(shared, output)
{
    private const string Job = "work.fail";
    private const string Broken = "Pipeline.Jobs.PermanentJobException: part # is broken";
    private const string Missing = "Pipeline.Jobs.PermanentJobException: part # is missing";
    private const int Each = 15;

    [AppFact(Needs.OwnApp)]
    public async Task JobsThatDied_AreGrouped_Inspected_AndReplayedOneThenAGroupThenAll()
    {
        var broken = await StartAsync();
        await DieAsync(broken);
        using (var flows = new Flows(broken.Url))
        {
            var dead = new DeadApi(flows);
            var groups = await dead.GroupsAsync();
            groups.Select(g => (g.GetProperty("type").GetString(), g.GetProperty("cause").GetString(), g.GetProperty("count").GetInt32()))
                .ShouldBe([(Job, Broken, Each), (Job, Missing, Each)], ignoreOrder: true);
            groups.ShouldAllBe(g => g.GetProperty("first").GetDateTimeOffset() <= g.GetProperty("last").GetDateTimeOffset());

            var page = await dead.PageAsync($"type={Job}&cause={Uri.EscapeDataString(Missing)}&limit=10");
            var letter = page.GetProperty("letters")[0];
            (letter.GetProperty("type").GetString(), letter.GetProperty("version").GetInt32(), letter.GetProperty("attempts").GetInt32()).ShouldBe((Job, 1, 1));
            letter.GetProperty("error").GetString()!.ShouldMatch("^Pipeline.Jobs.PermanentJobException: part [0-9]+ is missing\n");
            var rest = await dead.PageAsync($"type={Job}&cause={Uri.EscapeDataString(Missing)}&limit=10&after={page.GetProperty("next").GetGuid()}");
            rest.GetProperty("letters").GetArrayLength().ShouldBe(Each - 10);
        }
        (await broken.TerminateAsync()).ShouldBe(0);

        var mended = await StartAsync(("Workload__Mended", "true"));
        using var api = new Flows(mended.Url);
        var left = new DeadApi(api);
        var one = (await left.ListAsync($"type={Job}&limit=1"))[0].GetProperty("jobId").GetGuid();
        (await left.ReplayAsync(new { ids = new[] { one, Guid.NewGuid() } })).ShouldBe(1);
        (await left.ReplayAsync(new { ids = new[] { one } })).ShouldBe(0);
        await SucceededAsync(1);
        (await left.ReplayAsync(new { type = Job, cause = Broken })).ShouldBeInRange(Each - 1, Each);
        (await left.ReplayAsync(new { type = "nobody.knows" })).ShouldBe(0);
        (await left.ReplayAsync(new { all = true })).ShouldBeInRange(Each - 1, Each);
        await SucceededAsync(2 * Each);

        (await left.GroupsAsync()).ShouldBeEmpty();
        (await JobsAsync(Job, "generation = 1")).ShouldBe(2 * Each, "each was replayed once and kept its id");
        (await Database.OneAsync<long>("select count(distinct job_id) from work.effect")).ShouldBe(2 * Each);
        (await Database.OneAsync<long>("select count(*) from work.effect")).ShouldBe(2 * Each);
    }

    [AppFact(Needs.OwnApp)]
    public async Task WhatIsReplayedTooEarly_DiesAgain_AndIsOneDeadLetterAsBefore()
    {
        var broken = await StartAsync();
        await DieAsync(broken);
        using var flows = new Flows(broken.Url);
        var dead = new DeadApi(flows);

        (await dead.ReplayAsync(new { type = Job })).ShouldBe(2 * Each);
        await Eventually.TrueAsync(async () => await JobsAsync(Job, "status = 'dead' and generation = 1") == 2 * Each, Deadline, "all have died again");

        (await dead.GroupsAsync()).Sum(g => g.GetProperty("count").GetInt32()).ShouldBe(2 * Each);
    }

    [AppFact(Needs.OwnApp | Needs.Tool)]
    public async Task TheOperatorsTool_ShowsGroupsAndLetters_ReplaysAndDiscards()
    {
        var app = await StartAsync();
        await DieAsync(app);

        var (code, groups) = await OperatorTool.RunAsync(app.Url, "dead");
        (code, groups.Split('\n').Count(line => line.Contains(Job, StringComparison.Ordinal))).ShouldBe((0, 2), groups);
        groups.ShouldContain(Broken);
        (await OperatorTool.RunAsync(app.Url, "dead", "list", "--job", Job, "--cause", Missing)).Output.ShouldContain("is missing");

        (await OperatorTool.RunAsync(app.Url, "dead", "replay", "--job", Job, "--cause", Missing)).ShouldBe((0, $"{Each} replayed"));
        await Eventually.TrueAsync(async () => await JobsAsync(Job, "status = 'dead' and generation = 1") == Each, Deadline, "they have died again");
        var one = await Database.OneAsync<Guid>("select id from pipeline.dead_letter where type = $1 limit 1", Job);
        (await OperatorTool.RunAsync(app.Url, "dead", "discard", "--id", $"{one}")).ShouldBe((0, "1 discarded"));
        (await OperatorTool.RunAsync(app.Url, "dead", "discard", "--id", $"{one}")).ExitCode.ShouldBe(1);
        (await OperatorTool.RunAsync(app.Url, "dead", "discard", "--all")).ShouldBe((0, $"{2 * Each - 1} discarded"));
        (await OperatorTool.RunAsync(app.Url, "dead")).ShouldBe((0, "Nothing is dead."));

        (await JobsAsync(Job, "status = 'dead'")).ShouldBe(2 * Each, "what is discarded stays dead");
    }

    // Those of other tests go first, so that what is asked for all means these.
    private async Task DieAsync(App app)
    {
        using var flows = new Flows(app.Url);
        await new DeadApi(flows).DiscardAsync(new { all = true });
        await EnqueueAsync(app, "fail", 2 * Each);
        await Eventually.TrueAsync(async () => await JobsAsync(Job, "status = 'dead'") == 2 * Each, Deadline, "all have died");
    }

    private Task SucceededAsync(int count) => Eventually.TrueAsync(async () => await JobsAsync(Job, "status = 'succeeded'") == count, Deadline, $"{count} have succeeded");
}
