using Microsoft.EntityFrameworkCore;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Blobs;

public sealed class LargeArgsTests
{
    private const int Threshold = 8 * 1024;

    public static TheoryData<string> Ways => ["saved", "many", "once"];

    [ServiceTheory]
    [MemberData(nameof(Ways))]
    public async Task Up_to_the_threshold_they_are_in_the_row_and_above_it_in_a_blob(string way)
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        await EnqueueAsync(pipeline, way, ClaimWorld.TextFor(Threshold), ClaimWorld.TextFor(Threshold + 1));

        (await pipeline.ScalarAsync<int>("select octet_length(args) from pipeline.job where args_blob is null")).ShouldBe(Threshold);
        var blob = await pipeline.ScalarAsync<string>("select args_blob from pipeline.job where args = ''");
        (await pipeline.BlobsAsync()).ShouldBe([blob]);
        await pipeline.RunAsync();
        (await pipeline.ScalarAsync<long[]>("select array_agg(length(text)::bigint order by id) from effect")).Order()
            .ShouldBe([ClaimWorld.TextFor(Threshold).Length, ClaimWorld.TextFor(Threshold + 1).Length]);
    }

    [ServiceTheory]
    [MemberData(nameof(Ways))]
    public async Task Up_to_the_limit_they_are_taken_and_above_it_refused_before_anything_is_written(string way)
    {
        await using var pipeline = await ClaimWorld.StartAsync(("Pipeline:LargestArgs", "20000"));
        var error = await Should.ThrowAsync<JobTooLargeException>(() => EnqueueAsync(pipeline, way, ClaimWorld.TextFor(20_001)));
        error.Message.ShouldContain("'test.step'");
        error.Message.ShouldContain("20001 bytes");
        error.Message.ShouldContain("the limit is 20000");
        (await pipeline.BlobsAsync()).ShouldBeEmpty();
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(0);

        await EnqueueAsync(pipeline, way, ClaimWorld.TextFor(20_000));
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task The_default_limit_of_16_MiB_goes_all_the_way()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        var job = await pipeline.EnqueueAsync(new Step(ClaimWorld.TextFor(16 * 1024 * 1024)));
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(job)).ShouldBe("succeeded");
        (await pipeline.ScalarAsync<int>("select length(text) from effect")).ShouldBe(ClaimWorld.TextFor(16 * 1024 * 1024).Length);
    }

    [ServiceFact]
    public async Task Saved_without_async_they_are_refused_and_small_ones_are_not()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        await pipeline.WithDbAsync(db =>
        {
            db.Enqueue(new Step("small"));
            db.SaveChanges();
            db.Enqueue(new Step(ClaimWorld.TextFor(Threshold + 1)));
            Should.Throw<InvalidOperationException>(() => db.SaveChanges()).Message.ShouldContain("SaveChangesAsync");
            return Task.CompletedTask;
        });
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_context_with_a_catalogue_alone_refuses_them_and_says_what_to_use()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        await using var db = new ShopDb(new DbContextOptionsBuilder<ShopDb>().UseNpgsql(pipeline.Get<Pipeline.Database.PipelineDatabase>().Source).UsePipeline(new JobCatalog([typeof(StepHandler)])).Options);
        Should.Throw<InvalidOperationException>(() => db.Enqueue(new Step(ClaimWorld.TextFor(Threshold + 1)))).Message.ShouldContain("UsePipeline(services)");
        db.Enqueue(new Step(ClaimWorld.TextFor(Threshold)));
    }

    [ServiceTheory]
    [InlineData(1)]
    [InlineData(Threshold)]
    public async Task NUL_comes_through_and_half_a_surrogate_pair_is_refused_alike_on_both_sides_of_the_threshold(int padding)
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        var texts = new List<string>();
        pipeline.Script.OnStep = run => { texts.Add(run.Text); return Task.CompletedTask; };
        var pad = new string('x', padding);
        await pipeline.EnqueueAsync(new Step(pad + "a\0b😀e\u2028\"\\"));
        await pipeline.RunAsync();
        texts.ShouldBe([pad + "a\0b😀e\u2028\"\\"]);
        // Half a pair is no Unicode text, and JSON cannot carry it.
        foreach (var half in new[] { "\ud800c", "\udc00" })
            (await Should.ThrowAsync<ArgumentException>(() => pipeline.EnqueueAsync(new Step(pad + half)))).Message.ShouldContain("half of a surrogate pair");
    }

    [ServiceFact]
    public async Task A_batch_handler_gets_large_and_small_ones_together()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        var texts = Enumerable.Range(0, 64).Select(i => i % 2 == 0 ? $"{i}" : $"{i}" + new string('x', Threshold)).ToList();
        await pipeline.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.EnqueueManyAsync(texts.Select(t => new BatchStep(t)));
            await transaction.CommitAsync();
        });
        await pipeline.RunAsync();

        pipeline.Script.Batches.ShouldAllBe(size => size == 2);
        (await pipeline.ScalarAsync<string[]>("select array_agg(text) from effect")).Order().ShouldBe(texts.Order());
        (await pipeline.ScalarAsync<long>("select count(*) from pipeline.job where status = 'succeeded' and (result_blob is null) = (args_blob is null)")).ShouldBe(64);
    }

    [ServiceFact]
    public async Task A_job_whose_blob_is_gone_is_dead_at_once_and_says_so()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        var job = await pipeline.EnqueueAsync(new Step(ClaimWorld.TextFor(Threshold + 1)));
        var blob = (await pipeline.BlobsAsync()).Single();
        await pipeline.Container.DeleteBlobAsync(blob);
        await pipeline.RunAsync();
        (await pipeline.StatusAsync(job)).ShouldBe("dead");
        var error = await pipeline.ScalarAsync<string>("select error from pipeline.job");
        error.ShouldContain($"There is no blob '{blob}'");
        error.ShouldContain("retention");
    }

    [ServiceFact]
    public async Task Where_the_store_fails_it_is_a_failed_attempt_whatever_the_job_retries_on()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        var job = await pipeline.EnqueueAsync(new PickyStep(ClaimWorld.TextFor(Threshold + 1)));
        await pipeline.Container.DeleteAsync();
        await pipeline.RunAsync();
        (await pipeline.ScalarAsync<bool>("select status = 'queued' and attempt = 1 from pipeline.job where id = $1", job)).ShouldBeTrue();
    }

    [ServiceFact]
    public async Task A_commit_that_comes_too_late_for_its_blob_is_refused_by_the_database()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        const string insert = "insert into pipeline.job (id, type, version, args, args_blob, created_at) values (gen_random_uuid(), 'a', 1, '', $1, now() - interval '361 minutes')";
        (await Should.ThrowAsync<Npgsql.PostgresException>(() => pipeline.ExecuteAsync(insert, "claims/x"))).Message.ShouldContain("within 6 hours");
        await pipeline.ExecuteAsync(insert.Replace("361", "359"), "claims/x");
        await pipeline.ExecuteAsync(insert.Replace("$1", "null"));
    }

    private static Task EnqueueAsync(TestPipeline pipeline, string way, params string[] texts) => pipeline.WithDbAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (way == "many") await db.EnqueueManyAsync(texts.Select(t => new Step(t)));
        else
            foreach (var text in texts)
                if (way == "once") await db.EnqueueOnceAsync(new Step(text), $"{text.Length}");
                else db.Enqueue(new Step(text));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    });
}
