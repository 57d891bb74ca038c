using Microsoft.EntityFrameworkCore;
using Pipeline.Blobs;
using Pipeline.Jobs;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Blobs;

public sealed class BlobCleanupTests
{
    private static readonly TimeSpan WithinGrace = TimeSpan.FromHours(23);
    private static readonly TimeSpan PastGrace = TimeSpan.FromHours(25);
    private static readonly Step Large = new(ClaimWorld.TextFor(9_000));

    [ServiceFact]
    public async Task What_a_rollback_leaves_goes_after_the_grace_and_not_before()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        await pipeline.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Enqueue(Large);
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
        });

        (await pipeline.CleanAsync(WithinGrace)).ShouldBe(0);
        (await pipeline.BlobsAsync()).Count.ShouldBe(1);
        (await pipeline.CleanAsync(PastGrace)).ShouldBe(1);
        (await pipeline.BlobsAsync()).ShouldBeEmpty();
    }

    [ServiceFact]
    public async Task Within_the_grace_a_blob_of_an_open_transaction_stays_and_its_job_runs()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        await pipeline.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.EnqueueManyAsync([Large, Large]);
            (await pipeline.CleanAsync(WithinGrace)).ShouldBe(0);
            await transaction.CommitAsync();
        });
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect")).ShouldBe(2);
    }

    [ServiceFact]
    public async Task However_old_a_blob_is_it_stays_while_the_transaction_that_refers_to_it_is_open()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        await pipeline.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.EnqueueManyAsync([Large, Large]);
            (await pipeline.CleanAsync(PastGrace)).ShouldBe(0);
            // Nor does a later mark end it.
            (await pipeline.CleanAsync(PastGrace)).ShouldBe(0);
            await transaction.CommitAsync();
        });
        (await pipeline.CleanAsync(PastGrace)).ShouldBe(0);
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect")).ShouldBe(2);
    }

    [ServiceFact]
    public async Task Transactions_that_follow_each_other_without_end_keep_nothing()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        await pipeline.PutAsync($"claims/2026-01-01/{Guid.NewGuid()}/args");
        var first = await OpenTransaction.BeginAsync(pipeline.Database);
        await first.ExecuteAsync("insert into stock values ('first', 0)");
        (await pipeline.CleanAsync(PastGrace)).ShouldBe(0);
        await using var second = await OpenTransaction.BeginAsync(pipeline.Database);
        await second.ExecuteAsync("insert into stock values ('second', 0)");
        await first.DisposeAsync();
        (await pipeline.CleanAsync(PastGrace)).ShouldBe(1);
    }

    [ServiceFact]
    public async Task The_transactions_of_other_databases_keep_nothing()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        await using var other = new TestDatabase();
        await other.CreateAsync();
        await using var open = await OpenTransaction.BeginAsync(other);
        await open.ExecuteAsync("insert into stock values ('other', 0)");
        await pipeline.PutAsync($"claims/2026-01-01/{Guid.NewGuid()}/args");
        (await pipeline.CleanAsync(PastGrace)).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_save_that_is_tried_again_writes_its_blob_again()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        await pipeline.WithDbAsync(async db =>
        {
            db.Enqueue(Large);
            var bad = db.Add(new Effect { Text = "a\0" });
            await Should.ThrowAsync<DbUpdateException>(() => db.SaveChangesAsync());
            (await pipeline.CleanAsync(PastGrace)).ShouldBe(1);
            bad.State = EntityState.Detached;
            await db.SaveChangesAsync();
        });
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_queued_job_keeps_its_blobs_however_old_they_are()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        await pipeline.EnqueueAsync(Large);
        await pipeline.ExecuteAsync("update pipeline.job set created_at = now() - interval '100 days'");
        (await pipeline.CleanAsync(TimeSpan.FromDays(100))).ShouldBe(0);
        await pipeline.RunAsync();
        (await pipeline.CountAsync("effect")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task Blobs_of_a_job_that_ended_go_at_the_end_of_their_retention()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        pipeline.Script.OnStep = run => run.Job.WriteAsync("file", new MemoryStream([1]), run.Token);
        await pipeline.EnqueueAsync(Large);
        await pipeline.RunAsync();
        (await pipeline.BlobsAsync()).Count.ShouldBe(2);

        await pipeline.ExecuteAsync("update pipeline.job set finished_at = now() - interval '29 days'");
        (await pipeline.CleanAsync(PastGrace)).ShouldBe(0);
        await pipeline.ExecuteAsync("update pipeline.job set finished_at = now() - interval '31 days'");
        (await pipeline.CleanAsync(WithinGrace)).ShouldBe(0);
        (await pipeline.CleanAsync(PastGrace)).ShouldBe(2);
    }

    [ServiceFact]
    public async Task Blobs_of_a_job_whose_replay_is_not_committed_yet_stay()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        pipeline.Script.OnStep = _ => throw new PermanentJobException("no");
        var job = await pipeline.EnqueueAsync(Large);
        await pipeline.RunAsync();
        // So that the replay is younger than a mark, as it is younger than the blob: nothing but the job's lock keeps it.
        (await pipeline.CleanAsync(TimeSpan.FromDays(2))).ShouldBe(0);
        await pipeline.ExecuteAsync("update pipeline.job set finished_at = now() - interval '31 days'");
        await using (var replay = await OpenTransaction.BeginAsync(pipeline.Database))
        {
            await replay.ExecuteAsync("update pipeline.job set status = 'queued', finished_at = null where id = $1", job);
            (await pipeline.CleanAsync(TimeSpan.FromDays(2))).ShouldBe(0);
        }
        (await pipeline.CleanAsync(TimeSpan.FromDays(2))).ShouldBe(1);
    }

    [ServiceFact]
    public async Task Arguments_that_no_row_names_go_although_their_job_is_there()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        var job = await pipeline.EnqueueAsync(new Step("small"));
        await pipeline.PutAsync($"claims/2026-01-01/{job}/args", $"claims/2026-01-01/{job}/0-1-{Guid.NewGuid():N}-result", $"claims/2026-01-01/{job}/0-1-{Guid.NewGuid():N}/file");
        (await pipeline.CleanAsync(PastGrace)).ShouldBe(2);
        (await pipeline.BlobsAsync()).Single().ShouldEndWith("/file");
    }

    [ServiceFact]
    public async Task Names_that_nobody_understands_and_other_prefixes_are_left_alone()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        await pipeline.PutAsync("claims/readme.txt", "claims/2026-01-01/x/args", "claims", "other/a", $"claims/2026-01-01/{Guid.NewGuid()}/args");
        (await pipeline.CleanAsync(PastGrace)).ShouldBe(1);
        (await pipeline.BlobsAsync()).Count.ShouldBe(4);
    }

    [ServiceFact]
    public async Task A_run_has_its_end_and_the_next_one_goes_on_there_and_then_from_the_start()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        var names = Enumerable.Range(0, 7).Select(i => $"claims/2026-01-0{i + 1}/{Guid.NewGuid()}/args").ToArray();
        await pipeline.PutAsync(names);
        (await pipeline.CleanAsync(PastGrace, pageSize: 2, pages: 2)).ShouldBe(4);
        await pipeline.PutAsync(names[0]);
        (await pipeline.CleanAsync(PastGrace, pageSize: 2, pages: 2)).ShouldBe(3);
        (await pipeline.BlobsAsync()).ShouldBe([names[0]]);
        (await pipeline.CleanAsync(PastGrace, pageSize: 2, pages: 2)).ShouldBe(1);
    }

    [ServiceFact]
    public async Task In_a_container_of_another_database_nothing_is_deleted()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        await pipeline.PutAsync($"claims/2026-01-01/{Guid.NewGuid()}/args", ContainerOwner.Name);
        (await pipeline.CleanAsync(PastGrace)).ShouldBe(0);
        await pipeline.Container.DeleteBlobAsync(ContainerOwner.Name);
        (await pipeline.CleanAsync(PastGrace)).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_workload_answers_for_a_prefix_of_its_own()
    {
        await using var pipeline = await ClaimWorld.StartAsync();
        await pipeline.PutAsync("pictures/keep", "pictures/drop", "other/drop");
        (await pipeline.CleanAsync(PastGrace, new Pictures())).ShouldBe(1);
        (await pipeline.BlobsAsync()).ShouldBe(["other/drop", "pictures/keep"]);
    }

    private sealed class Pictures : IBlobReferences
    {
        public string Prefix => "pictures/";

        public Task<IReadOnlyCollection<string>> FindUnneededAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyCollection<string>>([.. names.Where(n => n.EndsWith("drop"))]);
    }
}
