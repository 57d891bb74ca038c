using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Patterns;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Recurring;

public sealed class SweepTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const string Sweep = "voters.unregistered";
    private const string CompleteSql = "select complete_at is not null from voters.import where id = $1";

    // For a sweep and its jobs, behind those for the imports of other tests.
    private static readonly TimeSpan Repaired = TimeSpan.FromSeconds(90);

    [AppTheory]
    [ClassData(typeof(EveryPattern))]
    public async Task VotersDeletedByHand_AreRegisteredAgain_WhateverThePattern_AndTheFlowStaysAsItWas(string name)
    {
        var pattern = Pattern.Of(name);
        var file = Sample.File(2_000);
        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(file, pattern)).Id);
        await ShouldBeExactAsync(flow, file, pattern.RecordsAJob);
        var table = await Database.ChecksumAsync(Sample.Prefix);

        // Once before the import is known to be complete, and once after.
        for (var time = 0; time < 2; time++)
        {
            string[] some = [.. file.Voters.Keys.Order(StringComparer.Ordinal).Where((_, place) => place % 97 == time)];
            await Database.DeleteVotersAsync(some);
            await SweptUntilAsync(async () => await Database.ChecksumAsync(Sample.Prefix) == table, $"{some.Length} deleted voters are registered again");
            (await Database.OneAsync<bool>(CompleteSql, flow.Id)).ShouldBeTrue("the import is known to be complete");
        }

        var after = await Flows.FindAsync(flow.Id);
        (after.Jobs, after.FinishedAt, after.Registered).ShouldBe((flow.Jobs, flow.FinishedAt, flow.Registered));
        await ShouldBeExactAsync(after, file, pattern.RecordsAJob);
    }

    [AppFact]
    public async Task AnImportThatIsKnownToBeComplete_IsNotComparedAgain()
    {
        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(Sample.File(100), chunk: 10)).Id);
        await SweptUntilAsync(() => Database.OneAsync<bool>(CompleteSql, flow.Id), "the import is known to be complete");
        var compared = await ComparedAsync(flow.Id);

        await SweptOnceMoreAsync();

        (await ComparedAsync(flow.Id)).ShouldBe(compared);
    }

    [AppFact]
    public async Task OfLooksThatFoundNothing_OnlyTheLastIsKept()
    {
        for (var time = 0; time < 3; time++)
            await SweptOnceMoreAsync();
        (await Database.OneAsync<long>("""select count(*) from pipeline.job where type = $1 and result = '{"found":0,"enqueued":0}'""", Sweep)).ShouldBeLessThanOrEqualTo(1);
    }

    [AppFact]
    public async Task ATableThatIsEmptiedByHand_MakesEveryImportDoubtful()
    {
        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(Sample.File(10), chunk: 10)).Id);
        await SweptUntilAsync(() => Database.OneAsync<bool>(CompleteSql, flow.Id), "the import is known to be complete");

        (await Database.AfterAsync("truncate voters.voter", "select count(*) from voters.import where complete_at is not null")).ShouldBe(0);
    }

    private Task SweptUntilAsync(Func<Task<bool>> condition, string what) => Eventually.TrueAsync(
        async () =>
        {
            await Database.HastenAsync(Sweep);
            return await condition();
        },
        Repaired, what);

    private async Task SweptOnceMoreAsync()
    {
        var last = await LastSweepAsync();
        await SweptUntilAsync(async () => await LastSweepAsync() is var sweep && sweep != last && sweep != Guid.Empty, "another sweep has run");
    }

    private Task<long> ComparedAsync(Guid flow) => Database.OneAsync<long>(
        "select count(*) from pipeline.job j join voters.import i on i.id = $1 and (j.args::json->>'import')::bigint = i.seq where j.type = 'voters.complete-import'", flow);

    // None while it is running.
    private Task<Guid> LastSweepAsync() => Database.OneAsync<Guid>(
        "select coalesce((select j.id from pipeline.recurring r join pipeline.job j on j.id = r.last_job where r.name = $1 and j.status = 'succeeded'), $2)", Sweep, Guid.Empty);
}
