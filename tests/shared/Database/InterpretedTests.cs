using Npgsql;
using Pipeline.Database;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Database;

/// <summary>With a million jobs in the tables, PostgreSQL took 0.4 seconds to compile what reads 500 results in one millisecond, each time.</summary>
public sealed class InterpretedTests
{
    [ServiceFact]
    public async Task The_pipeline_s_own_statements_are_not_compiled_and_handlers_statements_are_as_the_server_has_it()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var database = pipeline.Get<PipelineDatabase>();

        foreach (var own in (NpgsqlDataSource[])[database.Own, database.Source, database.Marks, database.Heartbeats])
            (await JitAsync(own)).ShouldBe("off");
        await using var server = NpgsqlDataSource.Create(TestServer.To(pipeline.Database.Name));
        foreach (var handlers in (NpgsqlDataSource[])[database.Jobs, database.Readers])
            (await JitAsync(handlers)).ShouldBe(await JitAsync(server));
    }

    private static async Task<object?> JitAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("show jit");
        return await command.ExecuteScalarAsync();
    }
}
