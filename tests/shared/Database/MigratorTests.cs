using Pipeline.Tests.Support;

namespace Pipeline.Tests.Database;

public sealed class MigratorTests
{
    [ServiceFact]
    public async Task However_many_start_together_each_migration_is_applied_once()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.ExecuteAsync("drop schema pipeline cascade");
        await pipeline.ExecuteAsync("drop schema public cascade");
        await pipeline.ExecuteAsync("create schema public");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => pipeline.Get<PipelinePreparation>().RunAsync())));
        // A second application would have failed on what is there, or be in the history twice.
        (await pipeline.ScalarAsync<bool>("select count(*) > 0 and count(*) = count(distinct \"MigrationId\") from pipeline.migration")).ShouldBeTrue();
        (await pipeline.CountAsync("\"__EFMigrationsHistory\"")).ShouldBe(1);
    }
}
