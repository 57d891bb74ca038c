using System.Text;
using Pipeline.Blobs;
using Pipeline.Tests.Support;
using Pipeline.Workers;

namespace Pipeline.Tests.Running;

public sealed class JobProcessorTests
{
    [ServiceFact]
    public async Task A_message_that_is_none_of_ours_is_kept_with_its_body()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.Get<BlobStore>().PrepareAsync(default);
        await pipeline.ProcessAsync((1, "{\"v\":1,\"id\":\"x\"}"u8.ToArray()));
        await pipeline.ProcessAsync((0, new byte[100_000]));

        (await pipeline.ScalarAsync<string>("select encode(body, 'escape') from pipeline.dead_letter where lane = 1")).ShouldBe("{\"v\":1,\"id\":\"x\"}");
        (await pipeline.ScalarAsync<bool>("select length(body) = 65536 and body_length = 100000 from pipeline.dead_letter where lane = 0")).ShouldBeTrue();
    }

    [ServiceFact]
    public async Task A_message_whose_row_is_gone_is_forgotten()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var body = Encoding.UTF8.GetBytes($$"""{"v":1,"id":"{{Guid.NewGuid()}}","jobs":["{{Guid.NewGuid()}}"]}""");
        await pipeline.ProcessAsync((0, body));
        (await pipeline.CountAsync("pipeline.dead_letter")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task An_unknown_type_or_version_is_parked_with_growing_delays_and_runs_once_somebody_knows_it()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await pipeline.EnqueueAsync("a");
        await pipeline.ExecuteAsync("update pipeline.job set version = 9");
        var delays = new List<double>();
        for (var i = 0; i < 4; i++)
        {
            await pipeline.SkipDelaysAsync();
            await pipeline.RunAsync();
            delays.Add((double)await pipeline.ScalarAsync<decimal>("select extract(epoch from due_at - now()) from pipeline.outbox"));
        }

        for (var i = 0; i < 4; i++) delays[i].ShouldBeInRange((2 << i) * 0.9, (2 << i) * 1.5);
        (await pipeline.ScalarAsync<string>("select error from pipeline.job")).ShouldContain("test.step version 9");
        await pipeline.ExecuteAsync("update pipeline.job set version = 1");
        await pipeline.SkipDelaysAsync();
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(id)).ShouldBe("succeeded");
        (await pipeline.ScalarAsync<bool>("select attempt = 0 from pipeline.job")).ShouldBeTrue();
    }

    [ServiceFact]
    public async Task Arguments_that_do_not_fit_are_dead_at_once()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await pipeline.EnqueueAsync("a");
        await pipeline.ExecuteAsync("update pipeline.job set args = '[1, 2'");
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(id)).ShouldBe("dead");
        (await pipeline.ScalarAsync<string>("select error from pipeline.job")).ShouldContain("The arguments are no Step");
    }

    [ServiceFact]
    public async Task A_stopping_process_takes_nothing_new()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var id = await pipeline.EnqueueAsync("a");
        var message = await pipeline.PublishAndTakeAsync();
        pipeline.Get<RunGate>().Close();
        await Should.ThrowAsync<OperationCanceledException>(() => pipeline.ProcessAsync(message));
        (await pipeline.StatusAsync(id)).ShouldBe("queued");
        (await pipeline.ScalarAsync<bool>("select token is null from pipeline.outbox")).ShouldBeTrue();
    }
}
