using BenchJobs.Probes;
using Microsoft.Extensions.DependencyInjection;
using Pipeline;

namespace BenchJobs;

public static class BenchSample
{
    /// <summary>The jobs that <c>./dev bench</c> runs, for an app of its own.</summary>
    public static PipelineBuilder AddBench(this PipelineBuilder pipeline)
    {
        pipeline.AddJobs(typeof(BenchSample).Assembly).AddDbContext<BenchDb>(npgsql => npgsql.MigrationsHistoryTable("migration", BenchDb.Schema));
        pipeline.Services.AddSingleton<ProbeSeries>();
        return pipeline;
    }

    /// <summary>As <see cref="AddBench"/>, for the process that runs the jobs: it also enqueues some when it is asked to.</summary>
    public static PipelineBuilder AddBenchApp(this PipelineBuilder pipeline)
    {
        pipeline.AddBench().Services.AddHostedService<ProbeSource>();
        return pipeline;
    }
}
