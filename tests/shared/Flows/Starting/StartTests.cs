using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Flows;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

public sealed class StartTests
{
    private static readonly string[] Tables = ["flow", "flow_callback", "flow_progress", "job", "outbox"];

    [ServiceFact]
    public async Task A_handler_starts_a_flow_with_its_own_outcome()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        FlowStarted flow = default;
        pipeline.Script.OnStep = async run =>
        {
            if (run.Text == "starts") flow = await pipeline.Get<FlowClient>().StartAsync(run.Db, Flow.Chord([new Step("a"), new Step("b")], then: new Step("body")), run.Token);
            await run.WriteAsync();
            if (run is { Text: "starts", Job.Attempt: 1 }) throw new IOException("this attempt leaves nothing");
        };
        await pipeline.EnqueueAsync("starts");
        await pipeline.RunAsync();
        (await pipeline.CountAsync("pipeline.flow")).ShouldBe(0);
        await pipeline.SkipDelaysAsync();
        await pipeline.RunFlowsAsync();
        (await pipeline.ProgressAsync(flow.Id)).Status.ShouldBe("succeeded");
        (await pipeline.CountAsync("effect where text = 'body'")).ShouldBe(1);
    }

    [ServiceFact]
    public async Task A_transaction_that_is_rolled_back_leaves_nothing()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await pipeline.Get<FlowClient>().StartAsync(db, Whole(100));
            await transaction.RollbackAsync();
        });
        await NothingAsync(pipeline);
    }

    [ServiceFact]
    public async Task Without_a_transaction_nothing_is_started()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        (await Should.ThrowAsync<InvalidOperationException>(() => pipeline.WithDbAsync(db => pipeline.Get<FlowClient>().StartAsync(db, Whole(1))))).Message.ShouldContain("BeginTransaction");
        await NothingAsync(pipeline);
    }

    [ServiceFact]
    public async Task A_process_that_dies_half_way_through_starting_leaves_nothing()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await Should.ThrowAsync<Exception>(() => pipeline.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            var session = ((NpgsqlConnection)db.Database.GetDbConnection()).ProcessID;
            // Two slabs are in the database by then.
            await pipeline.Get<FlowClient>().StartAsync(db, Flow.Chord(EndsAfter(12_000, () => TestServer.ExecuteAsync($"select pg_terminate_backend({session})")), then: new Step("body")));
            await transaction.CommitAsync();
        }));
        await NothingAsync(pipeline);
    }

    [ServiceFact]
    public async Task Two_that_start_with_the_same_key_at_once_start_one_flow_also_where_the_first_is_rolled_back()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var flow = Whole(3) with { IdempotencyKey = "k" };
        Task<FlowStarted>? second = null;
        await pipeline.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            (await pipeline.Get<FlowClient>().StartAsync(db, flow)).IsNew.ShouldBeTrue();
            second = Task.Run(() => pipeline.StartAsync(flow));
            await Eventually.TrueAsync(async () => await pipeline.CountAsync("pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()") == 1, TimeSpan.FromSeconds(20), "the second waits");
            await transaction.RollbackAsync();
        });
        (await second!).IsNew.ShouldBeTrue();
        (await pipeline.StartAsync(flow)).ShouldSatisfyAllConditions(f => f.IsNew.ShouldBeFalse(), f => f.Id.ShouldBe(second.Result.Id), f => f.Members.ShouldBe(0));
        (await pipeline.CountAsync("pipeline.flow where parent_id is null")).ShouldBe(1);
    }

    private static Flow Whole(int members) =>
        Flow.Chord(Enumerable.Range(0, members).Select(i => Flow.Chain(new Step($"{i}"), new IoStep($"{i}"))), then: new Step("body"), onError: new Step("error"));

    private static async IAsyncEnumerable<Step> EndsAfter(int members, Func<Task> end)
    {
        for (var i = 0; i < members; i++) yield return new($"{i}");
        await end();
        for (var i = 0; i < members; i++) yield return new($"{i}");
    }

    private static async Task NothingAsync(TestPipeline pipeline)
    {
        foreach (var table in Tables)
            (await pipeline.CountAsync("pipeline." + table)).ShouldBe(0, table);
    }
}
