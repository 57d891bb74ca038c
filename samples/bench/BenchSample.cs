using Microsoft.Extensions.DependencyInjection;
using Pipeline;

namespace BenchJobs;

public static class BenchSample
{
    /// <summary>The jobs that <c>./dev bench</c> runs, for an app of its own.</summary>
    public static PipelineBuilder AddBench(this PipelineBuilder pipeline) => pipeline
        .AddJobs(typeof(BenchSample).Assembly)
        .AddDbContext<BenchDb>(npgsql => npgsql.MigrationsHistoryTable("migration", BenchDb.Schema));
}
