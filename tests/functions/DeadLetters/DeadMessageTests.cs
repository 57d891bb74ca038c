using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Servers;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.DeadLetters;

public sealed class DeadMessageTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const int Kept = 64 * 1024;

    private DeadApi Dead => new(Flows);

    [AppFact]
    public async Task WhatNobodyCanRead_IsKept_Inspected_SentAgain_AndDiscarded()
    {
        var body = Encoding.UTF8.GetBytes($"{{\"v\":1,\"id\":\"{Sample.Prefix}\"}}");
        await using var broker = await Broker.ConnectAsync();
        await broker.PublishAsync(Broker.Lanes[5], body);
        var id = await KeptAsync(body, lane: 5);

        var letter = (await Dead.ListAsync("messages=true&limit=100")).Single(l => l.GetProperty("id").GetGuid() == id);
        (letter.GetProperty("lane").GetInt32(), letter.GetProperty("bodyLength").GetInt32()).ShouldBe((5, body.Length));
        (letter.GetProperty("jobId").ValueKind, letter.GetProperty("type").ValueKind).ShouldBe((JsonValueKind.Null, JsonValueKind.Null));
        (await BodyAsync(id)).ShouldBe(body);

        // It goes to its lane as it was, where it is as unreadable as before.
        (await Dead.ReplayAsync(new { ids = new[] { id } })).ShouldBe(1);
        var again = await KeptAsync(body, lane: 5);
        again.ShouldNotBe(id);
        (await Dead.DiscardAsync(new { ids = new[] { again, id } })).ShouldBe(1);
        using var gone = await Flows.GetAsync($"api/dead/letters/{again}/body");
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [AppFact]
    public async Task ALongMessage_IsABlob_AndIsSentAgainWhole()
    {
        var body = new byte[Kept + 12_345];
        new Random(Sample.Seed).NextBytes(body);
        await using var broker = await Broker.ConnectAsync();
        await broker.PublishAsync(Broker.Lanes[2], body);
        var id = await KeptAsync(body, lane: 2);

        (await BodyAsync(id)).ShouldBe(body[..Kept]);
        var name = await Database.OneAsync<string>("select body_blob from pipeline.dead_letter where id = $1", id);
        (await new BlobContainerClient(Services.Blobs, "pipeline").GetBlobClient(name).DownloadContentAsync()).Value.Content.ToArray().ShouldBe(body);

        (await Dead.ReplayAsync(new { ids = new[] { id } })).ShouldBe(1);
        var again = await KeptAsync(body, lane: 2);
        (await Dead.DiscardAsync(new { ids = new[] { again } })).ShouldBe(1);
    }

    [AppFact]
    public async Task WhatLandsInTheDeadLetterQueue_IsTakenOutOfIt()
    {
        var body = Encoding.UTF8.GetBytes($"not a message {Sample.Prefix}");
        await using var broker = await Broker.ConnectAsync();
        await broker.PublishAsync(Broker.DeadLetters, body);
        var id = await KeptAsync(body, lane: null);
        (await Dead.DiscardAsync(new { ids = new[] { id } })).ShouldBe(1);

        // A message of ours that the host gave up on: its jobs run all the same, and nothing is dead.
        await broker.PublishAsync(Broker.DeadLetters, Broker.Message(Guid.NewGuid(), [Guid.NewGuid()]));
        await Eventually.TrueAsync(async () => await broker.DepthAsync(Broker.DeadLetters) == 0, Api.Flows.Deadline, "the dead-letter queue is empty");
        var file = Sample.File(200);
        await ShouldBeExactAsync(await Flows.EndedAsync((await Flows.SubmitAsync(file, chunk: 10)).Id), file, chunk: 10);
    }

    [AppFact]
    public async Task ManyCorruptMessages_AreOneGroup_AndGoTogether()
    {
        var bodies = Enumerable.Range(0, 30).Select(i => Encoding.UTF8.GetBytes($"{new string(' ', i)}<{Sample.Prefix}-{i}>")).ToList();
        await using var broker = await Broker.ConnectAsync();
        await broker.PublishAsync(Broker.Lanes[1], bodies);
        foreach (var body in bodies)
            await KeptAsync(body, lane: 1);
        var cause = await Database.OneAsync<string>("select distinct reason from pipeline.dead_letter where received_at >= $1 and body_length < 200 and lane = 1", Began);

        var group = (await Dead.GroupsAsync()).Single(g => g.GetProperty("cause").GetString() == cause);
        group.GetProperty("type").ValueKind.ShouldBe(JsonValueKind.Null);
        group.GetProperty("count").GetInt32().ShouldBeGreaterThanOrEqualTo(bodies.Count);
        (await Dead.DiscardAsync(new { messages = true, cause })).ShouldBeGreaterThanOrEqualTo(bodies.Count);
        (await Dead.GroupsAsync()).ShouldNotContain(g => g.GetProperty("cause").GetString() == cause);
    }

    private async Task<Guid> KeptAsync(byte[] body, int? lane)
    {
        const string sql = "select coalesce(array_agg(id), '{}') from pipeline.dead_letter where body = $1 and body_length = $2 and coalesce(lane, -1) = $3 and received_at >= $4";
        Guid[] found = [];
        await Eventually.TrueAsync(
            async () => (found = await Database.OneAsync<Guid[]>(sql, body[..Math.Min(body.Length, Kept)], body.Length, lane ?? -1, Began)).Length > 0,
            Api.Flows.Deadline, $"{body.Length} bytes are a dead letter");
        return found.Single();
    }

    private async Task<byte[]> BodyAsync(Guid id)
    {
        using var answer = await Flows.GetAsync($"api/dead/letters/{id}/body");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
        return await answer.Content.ReadAsByteArrayAsync();
    }
}
