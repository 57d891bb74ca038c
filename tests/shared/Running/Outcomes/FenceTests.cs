using Npgsql;
using Pipeline.Jobs;
using Pipeline.Running;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Running;

/// <summary>What a claim, an outcome and the end of a message require of the rows, statement by statement.</summary>
public sealed class FenceTests
{
    private static readonly Guid Stranger = Guid.NewGuid();

    [ServiceTheory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task An_outcome_is_not_written_by_the_token_of_another_worker(bool succeeds, bool ends)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var lease = await ClaimAsync(pipeline);
        await pipeline.ExecuteAsync("update pipeline.outbox set token = $1 where id = $2", Stranger, lease.MessageId);

        await Should.ThrowAsync<JobFencedException>(() => WriteAsync(pipeline, lease, succeeds, ends));

        (await OpenAsync(pipeline, lease)).ShouldBe(3);
    }

    [ServiceTheory]
    [InlineData(true, "status = 'succeeded'")] // it has an outcome
    [InlineData(false, "status = 'succeeded'")]
    [InlineData(true, "message_id = gen_random_uuid()")] // it was moved to another message
    [InlineData(false, "message_id = gen_random_uuid()")]
    [InlineData(false, "attempt = 1")] // it has had another attempt
    public async Task An_outcome_is_written_of_all_its_jobs_or_of_none(bool succeeds, string change)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var lease = await ClaimAsync(pipeline);
        await pipeline.ExecuteAsync($"update pipeline.job set {change} where id = $1", lease.Jobs[1].Id);

        await Should.ThrowAsync<JobFencedException>(() => WriteAsync(pipeline, lease, succeeds, ends: true));

        (await pipeline.CountAsync("pipeline.job where status = 'queued' and attempt = 0 and id = " + Quoted(lease.Jobs[0].Id))).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.outbox where id = " + Quoted(lease.MessageId))).ShouldBe(1);
    }

    [ServiceTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_stays_locked_until_its_outcomes_are_committed(bool succeeds)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var lease = await ClaimAsync(pipeline);
        await using var connection = await pipeline.Database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Completion.WriteAsync(connection, lease, Outcomes(pipeline, lease, succeeds), ends: false, default);

        (await FreeForUpdateAsync(pipeline, lease)).ShouldBeFalse();
        await transaction.CommitAsync();
        (await FreeForUpdateAsync(pipeline, lease)).ShouldBeTrue();
    }

    [ServiceFact]
    public async Task A_message_stays_locked_while_a_handlers_transaction_is_open()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var lease = await ClaimAsync(pipeline);
        await using var connection = await pipeline.Database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await pipeline.Get<JobSession>().FenceAsync(connection, lease, Definition(pipeline), default);

        (await FreeForUpdateAsync(pipeline, lease)).ShouldBeFalse();
    }

    [ServiceFact]
    public async Task A_handlers_transaction_does_not_begin_by_the_token_of_another_worker()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var lease = await ClaimAsync(pipeline);
        await pipeline.ExecuteAsync("update pipeline.outbox set token = $1", Stranger);
        await using var connection = await pipeline.Database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        await Should.ThrowAsync<JobFencedException>(() => pipeline.Get<JobSession>().FenceAsync(connection, lease, Definition(pipeline), default));
    }

    [ServiceFact]
    public async Task A_message_is_released_and_ended_by_its_own_token_only()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var lease = await ClaimAsync(pipeline);
        await pipeline.ExecuteAsync("update pipeline.outbox set token = $1 where id = $2", Stranger, lease.MessageId);
        await pipeline.ExecuteAsync("update pipeline.job set status = 'succeeded' where message_id = $1", lease.MessageId);

        await pipeline.Get<LeaseTable>().ReleaseAsync(lease.MessageId, lease.Token, TimeSpan.Zero, default);
        await pipeline.Get<LeaseTable>().EndAsync(lease, default);

        (await pipeline.ScalarAsync<Guid>("select token from pipeline.outbox where id = $1", lease.MessageId)).ShouldBe(Stranger);
        (await pipeline.Get<LeaseTable>().RefreshAsync(lease, default)).ShouldBeNull();
    }

    [ServiceFact]
    public async Task A_message_with_an_open_job_does_not_end()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var lease = await ClaimAsync(pipeline);
        await pipeline.ExecuteAsync("update pipeline.job set status = 'succeeded' where id = $1", lease.Jobs[0].Id);

        await pipeline.Get<LeaseTable>().EndAsync(lease, default);

        (await pipeline.CountAsync("pipeline.outbox where id = " + Quoted(lease.MessageId))).ShouldBe(1);
    }

    [ServiceFact]
    public async Task Putting_back_leaves_alone_what_is_claimed_and_what_waits_for_its_turn()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var lease = await ClaimAsync(pipeline);
        var waiting = await pipeline.ScalarAsync<Guid>("select id from pipeline.outbox where token is null limit 1");
        await pipeline.ExecuteAsync("update pipeline.outbox set published_at = null, due_at = now() + interval '1 day' where id = $1", waiting);

        await pipeline.Get<LeaseTable>().PutBackAsync(lease.MessageId, TimeSpan.Zero, default);
        await pipeline.Get<LeaseTable>().PutBackAsync(waiting, TimeSpan.Zero, default);

        (await pipeline.CountAsync($"pipeline.outbox where id = {Quoted(lease.MessageId)} and published_at is not null")).ShouldBe(1);
        (await pipeline.CountAsync($"pipeline.outbox where id = {Quoted(waiting)} and due_at > now() + interval '1 hour'")).ShouldBe(1);
    }

    [ServiceTheory]
    [InlineData("status = 'succeeded'")] // it has an outcome
    [InlineData("message_id = gen_random_uuid()")] // it was moved to another message
    public async Task A_claim_brings_the_open_jobs_that_are_still_the_messages(string change)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var lease = await ClaimAsync(pipeline);
        await pipeline.Get<LeaseTable>().ReleaseAsync(lease.MessageId, lease.Token, TimeSpan.Zero, default);
        await pipeline.ExecuteAsync($"update pipeline.job set {change} where id = $1", lease.Jobs[1].Id);

        var again = await pipeline.Get<LeaseTable>().ClaimAsync(lease.MessageId, Guid.NewGuid(), Guid.NewGuid(), 0, false, default);

        again!.Jobs.Select(j => j.Id).ShouldBe([lease.Jobs[0].Id, lease.Jobs[2].Id]);
    }

    private static async Task<Lease> ClaimAsync(TestPipeline pipeline)
    {
        await pipeline.EnqueueManyAsync(96);
        var message = await pipeline.ScalarAsync<Guid>("select id from pipeline.outbox order by id limit 1");
        return (await pipeline.Get<LeaseTable>().ClaimAsync(message, Guid.NewGuid(), Guid.NewGuid(), 0, false, default))!;
    }

    private static async Task WriteAsync(TestPipeline pipeline, Lease lease, bool succeeds, bool ends)
    {
        await using var connection = await pipeline.Database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Completion.WriteAsync(connection, lease, Outcomes(pipeline, lease, succeeds), ends, default);
        await transaction.CommitAsync();
    }

    private static List<JobOutcome> Outcomes(TestPipeline pipeline, Lease lease, bool succeeds) =>
        [.. lease.Jobs.Select(job => succeeds ? JobOutcome.Succeeded(job, new(null, null), TimeSpan.Zero)
            : JobOutcome.Failed(job, Definition(pipeline), new IOException("no"), "no", 0, TimeSpan.Zero))];

    private static JobDefinition Definition(TestPipeline pipeline) => pipeline.Get<JobCatalog>().Find("test.step", 1)!;

    private static Task<long> OpenAsync(TestPipeline pipeline, Lease lease) =>
        pipeline.CountAsync($"pipeline.job where status = 'queued' and attempt = 0 and message_id = {Quoted(lease.MessageId)}");

    // As recovery sees it.
    private static async Task<bool> FreeForUpdateAsync(TestPipeline pipeline, Lease lease)
    {
        await using var connection = await pipeline.Database.OpenAsync();
        await using var command = new NpgsqlCommand("select 1 from pipeline.outbox where id = $1 for update skip locked", connection)
        {
            Parameters = { new() { Value = lease.MessageId } },
        };
        return await command.ExecuteScalarAsync() is not null;
    }

    private static string Quoted(Guid id) => $"'{id}'";
}
