using Npgsql;
using Pipeline.Database;
using Pipeline.Flows;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Flows;

/// <summary>What is asked after every message stays cheap in a flow of 100,000 members.</summary>
public sealed class FlowCostTests
{
    [ServiceFact]
    public async Task Looks_and_releases_read_a_few_pages_whatever_the_size_of_the_flow()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var flow = await pipeline.StartAsync(Flow.Group(Enumerable.Range(0, 100_000).Select(i => new Step("x"))) with { MaxParallel = 100 });
        await pipeline.ExecuteAsync("analyze");
        await pipeline.ExecuteAsync("insert into pipeline.flow_progress (flow_id, lane, succeeded) values ($1, 0, 50)", flow.Id);

        (await ReadsAsync(pipeline, $"select {FlowLook.IsOpen}, {FlowLook.Ended} from pipeline.flow f where f.id = '{flow.Id}'")).ShouldBeLessThan(30);
        (await ReadsAsync(pipeline, $"select f.id from pipeline.flow f where f.root_id = '{flow.Id}' and f.finished_at is null and {FlowLook.IsDue}")).ShouldBeLessThan(60);
        // What is let go is written: a few pages a message.
        (await ReadsAsync(pipeline, Release(flow.Id, 50))).ShouldBeLessThan(150);

        // Members that ended leave dead rows behind until they are cleaned up.
        await pipeline.ExecuteAsync("delete from pipeline.outbox where flow_id = $1 and id < (select id from pipeline.outbox where flow_id = $1 order by id desc limit 1)", flow.Id);
        (await ReadsAsync(pipeline, $"select {FlowLook.IsOpen} from pipeline.flow f where f.id = '{flow.Id}'")).ShouldBeLessThan(30);
    }

    [ServiceFact]
    public async Task A_release_reads_the_messages_that_it_lets_go_and_not_those_behind()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var flow = await pipeline.StartAsync(Flow.Group(Enumerable.Range(0, 50_000).Select(i => new Step("x"))));
        await pipeline.ExecuteAsync("analyze");

        // Ten messages or so.
        (await ReadsAsync(pipeline, Release(flow.Id, 500))).ShouldBeLessThan(300);
        (await pipeline.ScalarAsync<int>(Release(flow.Id, 500))).ShouldBeInRange(450, 500);
        (await pipeline.ScalarAsync<int>(Release(flow.Id, 30))).ShouldBe(0, "a message is let go as a whole");
    }

    [ServiceFact]
    public async Task Results_are_read_once_though_no_table_was_ever_analyzed()
    {
        const int members = 10_000;
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.ExecuteAsync("alter table pipeline.job set (autovacuum_enabled = false)");
        var flow = await pipeline.StartAsync(Flow.Group(Enumerable.Range(0, members).Select(i => new Step("x"))));
        var before = await FetchedAsync(pipeline);

        (await pipeline.Get<FlowResults>().BeforeAsync(flow.Id, FlowPlace.Body, CancellationToken.None).CountAsync()).ShouldBe(members);

        // A session that ends tells what it has read.
        foreach (var source in pipeline.Get<PipelineDatabase>().All) source.Clear();
        await Eventually.TrueAsync(async () => await FetchedAsync(pipeline) - before >= members, TimeSpan.FromSeconds(30), "the reads are counted");
        (await FetchedAsync(pipeline) - before).ShouldBeLessThan(2 * members);
    }

    private static Task<long> FetchedAsync(TestPipeline pipeline) => pipeline.ScalarAsync<long>("select idx_tup_fetch from pg_stat_user_tables where relname = 'job'");

    private static string Release(Guid flow, int room) =>
        FlowSteps.MembersSql.Replace("$1", $"'{flow}'", StringComparison.Ordinal).Replace("$2", $"{room}", StringComparison.Ordinal);

    private static async Task<long> ReadsAsync(TestPipeline pipeline, string sql)
    {
        await using var connection = await pipeline.Database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("explain (analyze, buffers, timing off, format json) " + sql, connection);
        var plan = (string)(await command.ExecuteScalarAsync())!;
        await transaction.RollbackAsync();
        plan.ShouldNotContain("Seq Scan\",\n      \"Parallel Aware\": false,\n      \"Async Capable\": false,\n      \"Relation Name\": \"outbox");
        using var json = System.Text.Json.JsonDocument.Parse(plan);
        var root = json.RootElement[0].GetProperty("Plan");
        return root.GetProperty("Shared Hit Blocks").GetInt64() + root.GetProperty("Shared Read Blocks").GetInt64();
    }
}
