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
        var file = Sample.File(10_000);
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
}
