using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Servers;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Faults;

/// <summary>An app without lanes publishes what nobody consumes, so that the test has the messages for itself.</summary>
public sealed class LostMessageTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const int Chunk = 10;

    // Until the messages look lost, a timer fires, and the lease of a timer whose holder was killed has run out.
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(3);

    [AppFact(Needs.OwnApp)]
    public async Task ALaneDeletedUnderTheRelay_IsDeclaredAgain_AndNothingIsLost()
    {
        await Shared.StopAsync();
        var relay = await StartAnotherAsync(AppSettings.WithoutLanes);
        await using var broker = await Broker.ConnectAsync();
        await broker.DeleteAsync(Broker.Lanes[3]);
        var file = Sample.File(2_000);

        var flow = await SubmitAsync(relay, file);
        await Eventually.TrueAsync(async () => await Database.UnpublishedAsync(flow) == 0, Api.Flows.Deadline, "every message is with the broker");
        (await broker.DepthAsync(Broker.Lanes[3])).ShouldNotBeNull();

        await Shared.EnsureAsync();
        await ShouldBeExactAsync(await Flows.EndedAsync(flow), file, Chunk);
    }

    [AppFact(Needs.OwnApp)]
    public async Task LanesPurgedWhileMessagesWait_TheyArePublishedAgain()
    {
        await Shared.StopAsync();
        var relay = await StartAnotherAsync(AppSettings.WithoutLanes);
        await using var broker = await Broker.ConnectAsync();
        var file = Sample.File(1_000);
        var flow = await SubmitAsync(relay, file);
        await Eventually.TrueAsync(async () => await Database.UnpublishedAsync(flow) == 0, Api.Flows.Deadline, "every message is with the broker");

        uint lost = 0;
        foreach (var lane in Broker.Lanes)
            lost += await broker.PurgeAsync(lane);
        ((long)lost).ShouldBeGreaterThanOrEqualTo(await Database.MessagesLeftAsync(flow));

        await Shared.EnsureAsync();
        await ShouldBeExactAsync(await Flows.EndedAsync(flow, Recovery), file, Chunk);
    }

    [AppFact(Needs.OwnApp)]
    public async Task EveryMessageDeliveredThreeTimesAtOnce_TakesEffectOnce()
    {
        await Shared.StopAsync();
        var relay = await StartAnotherAsync(AppSettings.WithoutLanes);
        await using var broker = await Broker.ConnectAsync();
        var file = Sample.File(5_000);
        var flow = await SubmitAsync(relay, file);
        await Eventually.TrueAsync(async () => await Database.UnpublishedAsync(flow) == 0, Api.Flows.Deadline, "every message is with the broker");
        var copies = (await Database.MessagesAsync(flow)).Select(message => Broker.Message(message.Id, message.Jobs)).ToList();
        foreach (var lane in (string[])[Broker.Lanes[2], Broker.Lanes[5]])
            await broker.PublishAsync(lane, copies);

        await Shared.EnsureAsync();
        await ShouldBeExactAsync(await Flows.EndedAsync(flow), file, Chunk);
        await Eventually.TrueAsync(async () => await WaitingAsync(broker) == 0, Api.Flows.Deadline, "every copy has been delivered");
        await ShouldBeExactAsync(await Flows.FindAsync(flow), file, Chunk);
    }

    private static async Task<Guid> SubmitAsync(App app, Oracles.VoterFile file)
    {
        using var flows = new Api.Flows(app.Url);
        return (await flows.SubmitAsync(file, Chunk)).Id;
    }

    private static async Task<long> WaitingAsync(Broker broker)
    {
        var waiting = 0L;
        foreach (var lane in Broker.Lanes)
            waiting += await broker.DepthAsync(lane) ?? 0;
        return waiting;
    }
}
