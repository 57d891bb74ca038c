using Microsoft.EntityFrameworkCore;

namespace Pipeline.Database;

/// <summary>The pipeline's own context: it owns the migrations of schema <c>pipeline</c>. Jobs are enqueued through the caller's context.</summary>
public sealed class PipelineDb(DbContextOptions<PipelineDb> options) : DbContext(options)
{
    internal const string Schema = "pipeline";

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddPipeline();
}
