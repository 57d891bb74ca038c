using Microsoft.EntityFrameworkCore;

namespace Voters;

/// <summary>The sample's own context: its tables are written by SQL, its jobs are enqueued through it.</summary>
public sealed class VotersDb(DbContextOptions<VotersDb> options) : DbContext(options)
{
    internal const string Schema = "voters";

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddPipeline();
}
