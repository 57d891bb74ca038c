using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Servers;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Faults;

public sealed class SharedWorkTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const int Chunk = 10;

    [AppFact(Needs.OwnApp)]
    public async Task TwoApps_ShareTheWork()
    {
        var other = await StartAnotherAsync();
        Guid[] workers = [await Database.WorkerOfAsync(Shared.Own.WorkerId), await Database.WorkerOfAsync(other.WorkerId)];
        var file = Sample.File(10_000);
        var flow = await Flows.SubmitAsync(file, Chunk);

        var seen = new HashSet<Guid>();
        await Eventually.TrueAsync(
            async () =>
            {
                seen.UnionWith(await Database.OwnersAsync(flow.Id));
                return seen.IsSupersetOf(workers);
            },
            Api.Flows.Deadline, "both apps are seen to run messages of the flow");

        await ShouldBeExactAsync(await Flows.EndedAsync(flow.Id), file, Chunk);
    }

    [AppFact(Needs.OwnApp)]
    public async Task AnAppToldToEndInTheMiddle_EndsWell_AndAnotherTakesTheRestAtOnce()
    {
        var other = await StartAnotherAsync();
        var worker = await Database.WorkerOfAsync(other.WorkerId);
        // The real host takes some five seconds to end.
        await using var brake = await Brake.OnAsync(Database, Sample.Prefix, milliseconds: 20);
        var file = Sample.File(10_000);
        var flow = await Flows.SubmitAsync(file, Chunk);
        await HoldsSomethingAsync(worker);

        (await other.TerminateAsync()).ShouldBe(0);

        // It let go of everything: nothing waits until its heartbeat is stale, and nothing counts as interrupted.
        (await Database.HeldByAsync(worker)).ShouldBeEmpty();
        (await Database.OneAsync<bool>("select released_at is not null from pipeline.worker where id = $1", worker)).ShouldBeTrue();
        (await Database.MessagesLeftAsync(flow.Id)).ShouldBeGreaterThan(0, "the flow had not ended before the app did");
        await ShouldBeExactAsync(await Flows.EndedAsync(flow.Id), file, Chunk);
        (await Database.OneAsync<long>("select sum(interruptions) from pipeline.job where flow_id = $1", flow.Id)).ShouldBe(0);
    }
}
