using Pipeline.EndToEnd.Tests.Hosting;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Faults;

/// <summary>The worker's process alone crashes, and its host goes on.</summary>
public sealed class KilledWorkerTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const int Chunk = 10;

    [AppTheory(Needs.OwnApp)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task KilledInTheMiddleOfAFile_TheHostStartsAnotherWorker_WhichFinishesItExactly(int kills)
    {
        await Shared.StopAsync();
        var app = await StartAnotherAsync();
        using var flows = new Api.Flows(app.Url);
        var file = Sample.File(10_000);
        var flow = (await flows.SubmitAsync(file, Chunk)).Id;
        for (var kill = 1; kill <= kills; kill++)
        {
            await flows.ReachedAsync(flow, 200 * kill);
            var worker = await app.KillWorkerAsync();
            (await Database.MessagesLeftAsync(flow)).ShouldBeGreaterThan(0, "the flow had not ended before the kill");
            await app.ReplacedAsync(worker);
        }

        await ShouldBeExactAsync(await flows.EndedAsync(flow), file, Chunk);
        app.HasExited.ShouldBeFalse();
    }

    [AppFact(Needs.OwnApp)]
    public async Task TheThirdCrashWithinHalfAnHour_EndsTheHost_AndTheNextStartFinishesTheFileExactly()
    {
        await Shared.StopAsync();
        var app = await StartAnotherAsync();
        using var flows = new Api.Flows(app.Url);
        var file = Sample.File(10_000);
        var flow = (await flows.SubmitAsync(file, Chunk)).Id;
        await flows.ReachedAsync(flow, 100);
        for (var crash = 1; crash < 3; crash++)
            await app.ReplacedAsync(await app.KillWorkerAsync());
        await app.KillWorkerAsync();

        await app.EndedAsync();

        (await Database.MessagesLeftAsync(flow)).ShouldBeGreaterThan(0, "the flow had not ended before the host did");
        await Shared.EnsureAsync();
        await ShouldBeExactAsync(await Flows.EndedAsync(flow), file, Chunk);
    }
}
