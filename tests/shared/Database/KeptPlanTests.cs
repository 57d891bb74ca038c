using Npgsql;
using Pipeline.Flows;
using Pipeline.Outbox;
using Pipeline.Running;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Database;

/// <summary>The plans of outcomes and of the relay's marks are kept as long as their connection: one made while the tables were empty must find its rows by their keys.</summary>
public sealed class KeptPlanTests
{
    [ServiceTheory]
    [InlineData("job", "id = ", Completion.SuccessSql, "uuid, uuid[], interval[]", "gen_random_uuid(), array[gen_random_uuid()], array[interval '1 s']")]
    [InlineData("job", "id = ", Completion.OutcomeSql,
        "uuid, uuid[], smallint[], text[], smallint[], smallint[], uuid[], text[], text[], text[], interval[]",
        "gen_random_uuid(), array[gen_random_uuid()], array[0::smallint], array['dead'], array[1::smallint], array[0::smallint], array[gen_random_uuid()], array[''], array[''], array[''], array[interval '1 s']")]
    [InlineData("outbox", "flow_id = ", FlowOutcomes.NextSql, "uuid[], integer[]", "array[gen_random_uuid()], array[1]")]
    [InlineData("outbox", "id = ", OutboxTable.PublishedSql, "uuid, uuid[], smallint", "gen_random_uuid(), array[gen_random_uuid()], 1::smallint")]
    public async Task A_plan_of_an_empty_table_reads_by_key(string table, string key, string sql, string types, string values)
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await using var source = NpgsqlDataSource.Create(TestServer.To(pipeline.Database.Name));
        await using var connection = await source.OpenConnectionAsync();
        await ExecuteAsync(connection, $"vacuum analyze pipeline.{table}");
        await ExecuteAsync(connection, "set enable_seqscan = off; set plan_cache_mode = force_generic_plan");
        await ExecuteAsync(connection, $"prepare outcome ({types}) as {sql}");

        var plan = new List<string>();
        await using (var explain = new NpgsqlCommand($"explain (costs off) execute outcome({values})", connection))
        await using (var reader = await explain.ExecuteReaderAsync())
            while (await reader.ReadAsync())
                plan.Add(reader.GetString(0).Trim());
        var scan = plan.FindIndex(line => line.Contains("Scan using", StringComparison.Ordinal) && $"{line} ".Contains($" on {table} ", StringComparison.Ordinal));
        scan.ShouldBeGreaterThanOrEqualTo(0, string.Join('\n', plan));
        plan[scan + 1].ShouldStartWith($"Index Cond: ({key}", Case.Sensitive, string.Join('\n', plan));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
