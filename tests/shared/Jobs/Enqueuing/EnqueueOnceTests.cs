using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Jobs;

public sealed class EnqueueOnceTests
{
    [ServiceFact]
    public async Task Of_many_callers_at_once_one_enqueues()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => OnceAsync(pipeline, "k"))));
        ids.Count(id => id is not null).ShouldBe(1);
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task The_key_is_free_again_when_the_job_has_ended_unless_it_is_kept()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        (await OnceAsync(pipeline, "free")).ShouldNotBeNull();
        (await OnceAsync(pipeline, "kept", keep: true)).ShouldNotBeNull();
        (await OnceAsync(pipeline, "free")).ShouldBeNull();
        await pipeline.RunAsync();
        (await OnceAsync(pipeline, "free")).ShouldNotBeNull();
        (await OnceAsync(pipeline, "kept", keep: true)).ShouldBeNull();
    }

    [ServiceFact]
    public async Task A_rolled_back_enqueue_leaves_the_key_free()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            (await db.EnqueueOnceAsync(new Step("a"), "k")).ShouldNotBeNull();
        });
        (await OnceAsync(pipeline, "k")).ShouldNotBeNull();
    }

    [ServiceTheory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData(null)]
    public async Task A_key_that_cannot_be_stored_is_refused(string? key)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        (await Should.ThrowAsync<ArgumentException>(() => OnceAsync(pipeline, key!))).Message.ShouldContain("1 to 200");
        await Should.ThrowAsync<ArgumentException>(() => OnceAsync(pipeline, new string('x', 201)));
    }

    [ServiceTheory]
    [InlineData("'; drop table pipeline.job; --")]
    [InlineData("\"\\ {0} $1 :p @p %s\t\r\n\u0001\u007f")]
    [InlineData("１０ ١ \u202e \ufffd 雪 😀")]
    [InlineData(" ")]
    public async Task Any_other_key_is_taken_as_it_is(string key)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        (await OnceAsync(pipeline, key)).ShouldNotBeNull();
        (await OnceAsync(pipeline, key)).ShouldBeNull();
        (await OnceAsync(pipeline, key + "x")).ShouldNotBeNull();
        (await pipeline.ScalarAsync<long>("select count(*) from pipeline.dedupe where key = $1", key)).ShouldBe(1);
    }

    [ServiceFact]
    public async Task Half_a_character_is_no_key()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        foreach (var key in (string[])["half of a pair \uD83D", "\uDE00 the other half"])
            (await Should.ThrowAsync<ArgumentException>(() => OnceAsync(pipeline, key))).Message.ShouldContain("half a surrogate pair");
        (await pipeline.CountAsync("pipeline.job")).ShouldBe(0);
    }

    [ServiceFact]
    public async Task A_TransactionScope_is_refused_by_the_name_of_the_method_that_was_called()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
        var refusal = await Should.ThrowAsync<InvalidOperationException>(() => pipeline.WithDbAsync(db => db.EnqueueOnceAsync(new Step("a"), "key")));
        refusal.Message.ShouldSatisfyAllConditions(
            message => message.ShouldStartWith("EnqueueOnceAsync needs a transaction of the context"), message => message.ShouldContain("A TransactionScope does not count"));
    }

    [ServiceFact]
    public async Task The_longest_key_fits_the_constraint_in_any_script()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var random = new Random(4711);
        var key = string.Concat(Enumerable.Range(0, 100).Select(_ => char.ConvertFromUtf32(random.Next(0x1F300, 0x1F600))));
        (await OnceAsync(pipeline, key)).ShouldNotBeNull();
        (await OnceAsync(pipeline, key)).ShouldBeNull();
    }

    [ServiceFact]
    public async Task No_arguments_are_refused()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await Should.ThrowAsync<ArgumentNullException>(() => pipeline.WithDbAsync(db => db.EnqueueOnceAsync<Step>(null!, "k")));
        await Should.ThrowAsync<ArgumentNullException>(() => pipeline.WithDbAsync(db => Task.FromResult(db.Enqueue<Step>(null!))));
    }

    private static Task<Guid?> OnceAsync(TestPipeline pipeline, string key, bool keep = false) => pipeline.WithDbAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        var id = await db.EnqueueOnceAsync(new Step("once"), key, keep);
        await transaction.CommitAsync();
        return id;
    });
}
