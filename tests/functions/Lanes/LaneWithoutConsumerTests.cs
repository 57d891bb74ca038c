using System.Net;
using System.Text.Json;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Servers;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Lanes;

public sealed class LaneWithoutConsumerTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const int Chunk = 10;
    private const string Lane = "jobs.3";

    // The sweep's timer, on a host whose schedules are those of the code.
    private static readonly TimeSpan Rescue = TimeSpan.FromMinutes(3);

    [AppFact(Needs.OwnApp)]
    public async Task ALaneWhoseFunctionIsDisabled_IsPassedOver_AndHealthNamesIt()
    {
        await Shared.StopAsync();
        var file = Sample.File(2_000);
        var unswept = AppSettings.SweepingLanes.Without("ProcessJobs3").Without("RecoverLanes");
        using var flows = new Api.Flows((await StartAnotherAsync(unswept)).Url);
        await ShouldBeExactAsync(await flows.EndedAsync((await flows.SubmitAsync(file, Chunk)).Id), file, Chunk);
        var (status, lanes) = await DetailsAsync(flows);
        var lane = lanes.GetProperty(Lane);
        (status, lane.GetProperty("healthy").GetBoolean(), lane.GetProperty("consumers").GetInt32()).ShouldBe((HttpStatusCode.ServiceUnavailable, false, 0));
    }

    [AppFact(Needs.OwnApp)]
    public async Task WhatLiesInALaneWhoseFunctionIsDisabledSince_IsDrainedAllTheSame()
    {
        await Shared.StopAsync();
        var file = Sample.File(2_000);
        // Where nobody consumes any lane, all are sent to.
        var none = Enumerable.Range(0, 8).Aggregate(AppSettings.SweepingLanes.Without("RecoverLanes"), (settings, lane) => settings.Without($"ProcessJobs{lane}"));
        var unserved = await StartAnotherAsync(none);
        using var before = new Api.Flows(unserved.Url);
        var flow = await before.SubmitAsync(file, Chunk);
        await Eventually.TrueAsync(
            async () => (await DetailsAsync(before)).Lanes.GetProperty(Lane).GetProperty("messages").GetInt32() > 0, Api.Flows.Deadline, $"{Lane} holds messages");
        await unserved.TerminateAsync();

        using var after = new Api.Flows((await StartAnotherAsync(AppSettings.SweepingLanes.Without("ProcessJobs3"))).Url);
        await ShouldBeExactAsync(await after.EndedAsync(flow.Id, Rescue), file, Chunk);
    }

    [AppFact(Needs.OwnApp)]
    public async Task AQueueDeletedUnderTheApp_IsDeclaredAgain_AndDrainedThoughItsConsumerIsGone()
    {
        await Shared.StopAsync();
        using var flows = new Api.Flows((await StartAnotherAsync(AppSettings.SweepingLanes)).Url);
        await using var broker = await Broker.ConnectAsync();
        await broker.DeleteAsync(Lane);
        await Eventually.TrueAsync(async () => await broker.DepthAsync(Lane) is not null, Rescue, $"{Lane} is declared again");
        (await DetailsAsync(flows)).Lanes.GetProperty(Lane).GetProperty("consumers").GetInt32().ShouldBe(0);

        var file = Sample.File(2_000);
        await ShouldBeExactAsync(await flows.EndedAsync((await flows.SubmitAsync(file, Chunk)).Id, Rescue), file, Chunk);
    }

    [AppFact(Needs.OwnApp)]
    public async Task TheQueueOfDeadLetters_WithoutItsFunction_IsDrainedToo()
    {
        await Shared.StopAsync();
        await StartAnotherAsync(AppSettings.SweepingLanes.Without("ProcessDeadMessages"));
        await using var broker = await Broker.ConnectAsync();
        var body = System.Text.Encoding.UTF8.GetBytes($"not a message {Sample.Prefix}");
        await broker.PublishAsync(Broker.DeadLetters, body);

        await Eventually.TrueAsync(
            async () => await Database.OneAsync<long>("select count(*) from pipeline.dead_letter where lane is null and body = $1", body) == 1, Rescue, "it is a dead letter");
        await Database.ExecuteAsync("delete from pipeline.dead_letter where body = $1", body);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Lanes)> DetailsAsync(Api.Flows flows)
    {
        using var answer = await flows.GetAsync("api/health/details");
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, document.RootElement.GetProperty("lanes").Clone());
    }
}
