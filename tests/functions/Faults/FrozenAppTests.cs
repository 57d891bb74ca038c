using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Faults;

public sealed class FrozenAppTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const int Chunk = 10;

    private readonly ITestOutputHelper _output = output;

    [AppFact(Needs.OwnApp)]
    public async Task AnOwnerFrozenPastItsHeartbeatAndContinued_IsFenced_AndEveryEffectHappensOnce()
    {
        var other = await StartAnotherAsync();
        var worker = await Database.WorkerOfAsync(other.Id);
        var file = Sample.File(20_000);
        var flow = await Flows.SubmitAsync(file, Chunk);
        var held = await FreezeWhileItHoldsAsync(other, worker);

        await Eventually.TrueAsync(async () => (await Database.FreeOfAsync(worker)).Count == 0, Api.Flows.Deadline, "what the frozen app held is with others");
        var kept = await Database.HeldByAsync(worker);
        _output.WriteLine($"{held.Count} held, {kept.Count} kept");
        kept.Count.ShouldBeLessThan(held.Count);
        await other.ContinueAsync();

        await ShouldBeExactAsync(await Flows.EndedAsync(flow.Id), file, Chunk);
    }

    private async Task<IReadOnlyList<Guid>> FreezeWhileItHoldsAsync(App app, Guid worker)
    {
        IReadOnlyList<Guid> held = [];
        await Eventually.TrueAsync(
            async () =>
            {
                if ((await Database.HeldByAsync(worker)).Count == 0) return false;
                await app.FreezeAsync();
                held = await Database.HeldByAsync(worker);
                if (held.Count == 0) await app.ContinueAsync();
                return held.Count > 0;
            },
            Api.Flows.Deadline, "the app is frozen while it holds messages");
        return held;
    }
}
