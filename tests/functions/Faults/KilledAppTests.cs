using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Faults;

public sealed class KilledAppTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const int Chunk = 10;

    [AppTheory(Needs.OwnApp)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task KilledInTheMiddleOfAFile_TheNextStartFinishesItExactly(int kills)
    {
        var file = Sample.File(20_000);
        var flow = await Flows.SubmitAsync(file, Chunk);
        for (var kill = 1; kill <= kills; kill++)
        {
            await Flows.ReachedAsync(flow.Id, 200 * kill);
            await Shared.Own.KillAsync();
            (await Database.MessagesLeftAsync(flow.Id)).ShouldBeGreaterThan(0, "the flow had not ended before the kill");
            await Shared.EnsureAsync();
        }

        await ShouldBeExactAsync(await Flows.EndedAsync(flow.Id), file, Chunk);
    }

    [AppFact(Needs.OwnApp)]
    public async Task ToldToEndInTheMiddleOfAFile_ItEndsWellAndAnotherTakesTheRestAtOnce()
    {
        var other = await StartAnotherAsync();
        var worker = await Database.WorkerOfAsync(other.Id);
        var file = Sample.File(20_000);
        var flow = await Flows.SubmitAsync(file, Chunk);
        await HoldsSomethingAsync(worker);

        (await other.TerminateAsync()).ShouldBe(0);

        // Nothing waits for its heartbeat to be stale, and nothing counts as interrupted.
        (await Database.HeldByAsync(worker)).ShouldBeEmpty();
        (await Database.OneAsync<bool>("select released_at is not null from pipeline.worker where id = $1", worker)).ShouldBeTrue();
        await ShouldBeExactAsync(await Flows.EndedAsync(flow.Id), file, Chunk);
        (await Database.OneAsync<long>("select sum(interruptions + attempt)::bigint from pipeline.job where flow_id = $1", flow.Id)).ShouldBe(0);
    }

    [AppFact(Needs.OwnApp)]
    public async Task TwoApps_ShareTheWork()
    {
        var other = await StartAnotherAsync();
        var workers = new HashSet<Guid> { await Database.WorkerOfAsync(Shared.Own.Id), await Database.WorkerOfAsync(other.Id) };
        var file = Sample.File(20_000);
        var flow = await Flows.SubmitAsync(file, Chunk);

        var seen = new HashSet<Guid>();
        await Pipeline.Tests.Support.Eventually.TrueAsync(
            async () =>
            {
                seen.UnionWith(await Database.OwnersAsync(flow.Id));
                return workers.IsSubsetOf(seen);
            },
            Api.Flows.Deadline, "both apps are seen to run the flow's messages");

        await ShouldBeExactAsync(await Flows.EndedAsync(flow.Id), file, Chunk);
    }
}
