using Pipeline.Tests.Support;

namespace Pipeline.Tests.Database;

public sealed class MigratorTests
{
    [ServiceFact]
    public async Task However_many_start_together_each_migration_is_applied_once()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await pipeline.ExecuteAsync("drop schema pipeline cascade");
        await pipeline.ExecuteAsync("drop table effect, late, \"__EFMigrationsHistory\"");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => pipeline.Get<PipelinePreparation>().RunAsync())));
        (await pipeline.CountAsync("pipeline.migration")).ShouldBe(1);
        (await pipeline.CountAsync("\"__EFMigrationsHistory\"")).ShouldBe(1);
    }
}
