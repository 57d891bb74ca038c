using Microsoft.Extensions.DependencyInjection;
using Pipeline;
using Pipeline.Blobs;
using Voters.Import;
using Voters.Summary;

namespace Voters;

public static class VotersSample
{
    /// <summary>The sample workload: replace this call by your own jobs and contexts.</summary>
    public static PipelineBuilder AddVoters(this PipelineBuilder pipeline)
    {
        pipeline.AddJobs(typeof(VotersSample).Assembly);
        pipeline.AddDbContext<VotersDb>(npgsql => npgsql.MigrationsHistoryTable("migration", VotersDb.Schema));
        pipeline.Services.AddScoped<VoterImports>();
        pipeline.Services.AddSingleton<CommitCheck>();
        pipeline.Services.AddSingleton<ImportTable>();
        pipeline.Services.AddSingleton<SummaryTable>();
        pipeline.Services.AddScoped<SummaryQuery>();
        pipeline.Services.AddSingleton<SummaryReport>();
        pipeline.Services.AddSingleton<IBlobReferences, ImportBlobs>();
        pipeline.Services.AddSingleton<VoterBlobs>();
        return pipeline;
    }
}
