using Azure.Storage.Blobs.Models;
using System.Text;
using Npgsql;
using Pipeline.Blobs;
using Pipeline.DeadLetters;
using Pipeline.Jobs;
using Pipeline.Messaging;
using Pipeline.Recovery;
using Pipeline.Running;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.DeadLetters;

public sealed class DeadMessageReplayTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [ServiceFact]
    public async Task Messages_that_differ_in_their_bytes_and_not_in_what_is_wrong_are_one_group()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        foreach (var body in (string[])["{", "   {", "{\n\n  \"v\": ", new('[', 20_000), new('[', 30_000)])
            await KeepAsync(pipeline, 0, Encoding.UTF8.GetBytes(body));

        var groups = await pipeline.Get<DeadLetterTable>().GroupsAsync(10, default);
        groups.Select(g => g.Count).ShouldContain(2, string.Join('\n', groups));
        groups.ShouldAllBe(g => g.Type == null && !g.Cause.Any(char.IsDigit));
        groups.Single(g => g.Cause.Contains("a message has at most", StringComparison.Ordinal)).Count.ShouldBe(2);
    }

    [ServiceFact]
    public async Task A_message_of_a_lane_that_is_no_more_goes_to_one_that_is()
    {
        await using var pipeline = await TestPipeline.StartAsync(("Pipeline:Lanes", "1"));
        await KeepAsync(pipeline, 7, "lane 7"u8.ToArray());
        await KeepAsync(pipeline, null, "dead-letter queue"u8.ToArray());

        (await pipeline.Get<DeadLetterReplay>().RunAsync(new() { Messages = true }, default)).Replayed.ShouldBe(2);

        (await pipeline.TakeAsync())!.Value.Lane.ShouldBe(0);
        (await pipeline.TakeAsync())!.Value.Lane.ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_message_whose_blob_is_gone_stays_and_is_in_nobodys_way()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.Get<BlobStore>().PrepareAsync(default);
        for (var i = 0; i < 25; i++)
            await KeepAsync(pipeline, 0, new byte[70_000]);
        await KeepAsync(pipeline, 1, "whole"u8.ToArray());
        await foreach (var blob in pipeline.Container.GetBlobsAsync(BlobTraits.None, BlobStates.None, "dead-letters/", CancellationToken.None))
            await pipeline.Container.DeleteBlobAsync(blob.Name);

        (await pipeline.Get<DeadLetterReplay>().RunAsync(DeadLetterFilter.All, default)).Replayed.ShouldBe(1);

        (await pipeline.TakeAsync())!.Value.Body.ShouldBe("whole"u8.ToArray());
        (await pipeline.CountAsync("pipeline.dead_letter")).ShouldBe(25);
    }

    [ServiceFact]
    public async Task Messages_of_a_lane_whose_queue_is_gone_stay_and_are_in_nobodys_way()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        for (var i = 0; i < 25; i++)
            await KeepAsync(pipeline, 0, "lane 0"u8.ToArray());
        await KeepAsync(pipeline, 1, "lane 1"u8.ToArray());
        await pipeline.DeleteLaneAsync(0);

        (await pipeline.Get<DeadLetterReplay>().RunAsync(DeadLetterFilter.All, default)).Replayed.ShouldBe(1);

        await pipeline.Get<Topology>().DeclareAsync(default);
        (await pipeline.TakeAsync())!.Value.Lane.ShouldBe(1);
        (await pipeline.CountAsync("pipeline.dead_letter")).ShouldBe(25);
    }

    [ServiceFact]
    public async Task Large_messages_are_sent_again_a_few_at_a_time_and_all_of_them()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.Get<BlobStore>().PrepareAsync(default);
        for (var i = 0; i < 5; i++)
            await KeepAsync(pipeline, 0, new byte[6_000_000]);

        (await pipeline.Get<DeadLetterReplay>().RunAsync(new() { Messages = true }, default)).Replayed.ShouldBe(5);

        for (var i = 0; i < 5; i++)
            (await pipeline.TakeAsync())!.Value.Body.Length.ShouldBe(6_000_000);
    }

    [ServiceFact]
    public async Task A_dead_job_that_somebody_else_replays_just_now_is_left_to_them()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        pipeline.Script.OnStep = _ => throw new PermanentJobException("no");
        var job = await pipeline.EnqueueAsync("a");
        await pipeline.RunAsync();
        await using var other = await pipeline.Database.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var command = Pipeline.Database.PipelineDatabase.With(new("select 1 from pipeline.job where id = $1 for update", other), [job]))
            await command.ExecuteScalarAsync();

        var replayed = await pipeline.Get<DeadLetterReplay>().RunAsync(DeadLetterFilter.All, default).EndsAsync(TimeSpan.FromSeconds(20));

        replayed.Replayed.ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_message_is_one_letter_also_where_the_answer_to_its_keeping_was_lost()
    {
        var server = TestServer.To("");
        await using var proxy = new SwallowingProxy(server.Host!, server.Port);
        await using var pipeline = await TestPipeline.StartAsync(
            new TestSetup { Connection = c => (c.Host, c.Port, c.SslMode) = ("127.0.0.1", proxy.Port, SslMode.Disable) });
        proxy.SwallowAnswerTo("insert into pipeline.dead_letter");
        var processing = pipeline.Get<JobProcessor>().ProcessAsync(0, "not ours"u8.ToArray(), CancellationToken.None);
        await proxy.Swallowing.WaitAsync(Soon);
        await Eventually.TrueAsync(async () => await pipeline.CountAsync("pipeline.dead_letter") == 1, Soon, "the letter is committed");
        proxy.Break();
        await processing.WaitAsync(Soon);

        (await pipeline.CountAsync("pipeline.dead_letter")).ShouldBe(1);
    }

    private static Task KeepAsync(TestPipeline pipeline, int? lane, byte[] body) => lane is { } number
        ? pipeline.Get<JobProcessor>().ProcessAsync(number, body, default)
        : pipeline.Get<DeadMessages>().ProcessAsync(body, default);
}
