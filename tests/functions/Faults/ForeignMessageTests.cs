using System.Text;
using Pipeline.EndToEnd.Tests.Hosting;
using Pipeline.EndToEnd.Tests.Servers;
using Pipeline.Tests.Support;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Faults;

public sealed class ForeignMessageTests(SharedApp shared, ITestOutputHelper output) : AppTest(shared, output)
{
    private const string KeptSql = "select count(*) from pipeline.dead_letter where body = $1 and body_length = $2 and lane = 0 and reason <> ''";

    [AppFact]
    public async Task WhatIsNoMessage_IsKeptAsADeadLetter_AndTheLaneGoesOn()
    {
        var random = new Random(Sample.Seed);
        List<byte[]> bodies = [.. Malformed().Select(Encoding.UTF8.GetBytes)];
        foreach (var length in (int[])[1, 7, 200, 5_000, 100_000])
        {
            var noise = new byte[length];
            random.NextBytes(noise);
            bodies.Add(noise);
        }
        await using var broker = await Broker.ConnectAsync();

        await broker.PublishAsync(Broker.Lanes[0], bodies);

        foreach (var body in bodies)
            await Eventually.TrueAsync(async () => await IsKeptAsync(body), Api.Flows.Deadline, $"{body.Length} bytes are a dead letter");
        var file = Sample.File(1_000);
        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(file, chunk: 10)).Id);
        flow.ShouldReport(file, chunk: 10, registered: file.Voters.Count);
    }

    [AppFact]
    public async Task AMessageOfUnknownJobs_IsForgotten_AndTheLaneGoesOn()
    {
        await using var broker = await Broker.ConnectAsync();
        await broker.PublishAsync(Broker.Lanes[0], Broker.Message(Guid.NewGuid(), [Guid.NewGuid(), Guid.NewGuid()]));

        var file = Sample.File(500);
        var flow = await Flows.EndedAsync((await Flows.SubmitAsync(file, chunk: 10)).Id);

        await ShouldBeExactAsync(flow, file, chunk: 10);
    }

    // Each is marked, so that this run's are told from those of another.
    private IEnumerable<string> Malformed()
    {
        var mark = Sample.Prefix;
        yield return mark;
        yield return $"[\"{mark}\"]";
        yield return $$"""{"v":1,"id":"{{mark}}","jobs":["{{Guid.NewGuid()}}"]}""";
        yield return $$"""{"v":2,"id":"{{Guid.NewGuid()}}","jobs":["{{Guid.NewGuid()}}"],"mark":"{{mark}}"}""";
        yield return $$"""{"v":1,"id":"{{Guid.NewGuid()}}","jobs":[],"mark":"{{mark}}"}""";
        yield return $$"""{"v":1,"id":"{{Guid.NewGuid()}}","jobs":["{{mark}}"]}""";
        yield return $$"""{"v":1,"id":"{{Guid.NewGuid()}}","mark":"{{mark}}" """;
        yield return "\0\0" + mark;
        yield return new string('[', 10_000) + mark;
    }

    // The first 64 KiB of a body are kept.
    private async Task<bool> IsKeptAsync(byte[] body) =>
        await Database.OneAsync<long>(KeptSql, body[..Math.Min(body.Length, 64 * 1024)], body.Length) >= 1;
}
