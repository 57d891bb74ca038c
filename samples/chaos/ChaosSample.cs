using Microsoft.Extensions.DependencyInjection;
using Pipeline;

namespace ChaosJobs;

public static class ChaosSample
{
    /// <summary>The jobs that <c>./dev chaos</c> runs. Some of them kill their process: for an app of its own, never beside real work.</summary>
    public static PipelineBuilder AddChaos(this PipelineBuilder pipeline) => pipeline
        .AddJobs(typeof(ChaosSample).Assembly)
        .AddDbContext<ChaosDb>(npgsql => npgsql.MigrationsHistoryTable("migration", ChaosDb.Schema));
}
