using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Servers;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Faults;

public sealed class SilentLaneTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const int Chunk = 10;

    [AppFact(Needs.OwnApp | Needs.Servers)]
    public async Task AQueueThatLeavesMessagesUnanswered_IsPassedOver_AndNothingIsLost()
    {
        await Shared.StopAsync();
        var app = await StartAnotherAsync(new Dictionary<string, string> { ["Pipeline__RelayLease"] = "00:00:06" });
        var file = Sample.File(1_000);
        await Server.SilenceAsync(Broker.Lanes[3]);
        try
        {
            using var flows = new Api.Flows(app.Url);
            var flow = (await flows.SubmitAsync(file, Chunk)).Id;
            await ShouldBeExactAsync(await flows.EndedAsync(flow), file, Chunk);
        }
        finally
        {
            await Server.WakenAsync(Broker.Lanes[3]);
        }
    }
}
