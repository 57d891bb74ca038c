using Npgsql;
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
        (await ReadsAsync(pipeline, FlowSteps.MembersSql.Replace("$1", $"'{flow.Id}'", StringComparison.Ordinal).Replace("$2", "50", StringComparison.Ordinal))).ShouldBeLessThan(1_500);

        // Members that ended leave dead rows behind until they are cleaned up.
        await pipeline.ExecuteAsync("delete from pipeline.outbox where flow_id = $1 and id < (select id from pipeline.outbox where flow_id = $1 order by id desc limit 1)", flow.Id);
        (await ReadsAsync(pipeline, $"select {FlowLook.IsOpen} from pipeline.flow f where f.id = '{flow.Id}'")).ShouldBeLessThan(30);
    }

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
