using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Faults;

/// <summary>The host's process alone is killed, and its worker is left behind.</summary>
public sealed class KilledHostTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const int Chunk = 10;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [AppFact(Needs.OwnApp)]
    public async Task KilledInTheMiddleOfAFile_ItsWorkerEndsByItself_AndTheNextStartFinishesItExactly()
    {
        var file = Sample.File(10_000);
        var flow = (await Flows.SubmitAsync(file, Chunk)).Id;
        await Flows.ReachedAsync(flow, 200);
        var worker = Shared.Own.WorkerId;

        await Shared.Own.KillHostAsync();

        (await Database.MessagesLeftAsync(flow)).ShouldBeGreaterThan(0, "the flow had not ended before the kill");
        // The one that is left behind still runs what it has, beside its successor.
        await Shared.EnsureAsync();
        await ShouldBeExactAsync(await Flows.EndedAsync(flow), file, Chunk);
        await Eventually.TrueAsync(() => !ProcessTree.Lives(worker), Soon, $"the worker {worker} notices that its host is gone and ends");
    }
}
