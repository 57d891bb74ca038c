using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Faults;

public sealed class FrozenAppTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const int Chunk = 10;

    [AppFact(Needs.OwnApp)]
    public async Task AnOwnerFrozenPastItsHeartbeatAndThenContinued_IsFenced_AndEveryEffectHappensOnce()
    {
        var frozen = await StartAnotherAsync();
        var worker = await Database.WorkerOfAsync(frozen.WorkerId);
        var file = Sample.File(10_000);
        var flow = await Flows.SubmitAsync(file, Chunk);
        await FreezeWhileItHoldsAsync(frozen, worker);

        await Eventually.TrueAsync(async () => (await Database.FreeOfAsync(worker)).Count == 0, Api.Flows.Deadline, "others have what the frozen app held");
        await frozen.ContinueAsync();

        await ShouldBeExactAsync(await Flows.EndedAsync(flow.Id), file, Chunk);
    }

    // A message whose transaction is open is locked for as long as the app is frozen, and nobody could take it: it must hold another one.
    private Task FreezeWhileItHoldsAsync(App app, Guid worker) => Eventually.TrueAsync(
        async () =>
        {
            if ((await Database.FreeOfAsync(worker)).Count == 0) return false;
            await app.FreezeAsync();
            if ((await Database.FreeOfAsync(worker)).Count > 0) return true;
            await app.ContinueAsync();
            return false;
        },
        Api.Flows.Deadline, "the app is frozen while it holds messages outside of transactions");
}
