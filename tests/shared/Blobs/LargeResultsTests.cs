using Pipeline.Blobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Blobs;

public sealed class LargeResultsTests
{
    // The result is the text and this.
    private static readonly int More = "\"did \"".Length;

    [ServiceFact]
    public async Task Up_to_the_threshold_they_are_in_the_row_and_above_it_in_a_blob()
    {
        await using var pipeline = await ClaimWorld.StartAsync(("Pipeline:ClaimCheckThreshold", "2000"));
        pipeline.Script.OnStep = _ => Task.CompletedTask;
        var small = await pipeline.EnqueueAsync(new IoStep(new('x', 2_000 - More)));
        var large = await pipeline.EnqueueAsync(new IoStep(new('x', 2_001 - More)));
        await pipeline.RunAsync();

        (await pipeline.ScalarAsync<bool>("select octet_length(result) = 2000 and result_blob is null from pipeline.job where id = $1", small)).ShouldBeTrue();
        (await pipeline.ScalarAsync<bool>("select result is null and status = 'succeeded' from pipeline.job where id = $1", large)).ShouldBeTrue();
        var blob = await pipeline.ScalarAsync<string>("select result_blob from pipeline.job where id = $1", large);
        (await pipeline.Get<ClaimCheck>().ReadAsync(new(null, blob), CancellationToken.None)).ShouldBe($"\"did {new string('x', 2_001 - More)}\"");
    }

    [ServiceFact]
    public async Task Above_the_limit_the_job_is_dead_at_once_with_a_clear_error_and_no_effect()
    {
        await using var pipeline = await ClaimWorld.StartAsync(("Pipeline:LargestArgs", "20000"));
        var jobs = new[] { await pipeline.EnqueueAsync(new IoStep("at")), await pipeline.EnqueueAsync(new IoStep("above")) };
        // Of another process, with another limit.
        for (var i = 0; i < 2; i++)
            await pipeline.ExecuteAsync("update pipeline.job set args = json_build_object('text', repeat('x', $2)) where id = $1", jobs[i], 20_000 - More + i);
        await pipeline.RunAsync();

        (await pipeline.StatusAsync(jobs[0])).ShouldBe("succeeded");
        (await pipeline.StatusAsync(jobs[1])).ShouldBe("dead");
        (await pipeline.ScalarAsync<string>("select error from pipeline.job where id = $1", jobs[1])).ShouldContain("The results of job 'test.io-step' are 20001 bytes of JSON; the limit is 20000");
        (await pipeline.CountAsync("effect")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task What_a_fenced_run_wrote_is_left_to_cleanup_and_the_other_runs_result_stays()
    {
        // No heartbeat in between, which would give back what is not this run's any more.
        await using var pipeline = await ClaimWorld.StartAsync(("Pipeline:ClaimCheckThreshold", "2000"), ("Pipeline:StaleAfter", "00:05:00"));
        pipeline.Script.OnStep = _ => pipeline.ExecuteAsync("update pipeline.outbox set token = gen_random_uuid()");
        var job = await pipeline.EnqueueAsync(new IoStep(new('x', 2_001 - More)));
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(job)).ShouldBe("queued");
        var orphan = (await pipeline.BlobsAsync()).Single(name => name.EndsWith("-result"));

        pipeline.Script.OnStep = _ => Task.CompletedTask;
        await pipeline.ExecuteAsync("update pipeline.outbox set token = null, published_at = null, taken_by = null, taken_until = null");
        await pipeline.RunAsync();
        var kept = await pipeline.ScalarAsync<string>("select result_blob from pipeline.job where id = $1 and status = 'succeeded'", job);

        (await pipeline.CleanAsync(TimeSpan.FromHours(25))).ShouldBe(1);
        (await pipeline.BlobsAsync()).ShouldNotContain(orphan);
        (await pipeline.BlobsAsync()).ShouldContain(kept);
    }
}
