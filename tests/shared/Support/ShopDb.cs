using Microsoft.EntityFrameworkCore;

namespace Pipeline.Tests;

/// <summary>A user's context.</summary>
internal sealed class ShopDb(DbContextOptions<ShopDb> options) : DbContext(options)
{
    public DbSet<Effect> Effects => Set<Effect>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddPipeline();
        modelBuilder.Entity<Effect>(effect =>
        {
            effect.ToTable("effect");
            effect.Property(e => e.Id).HasColumnName("id");
            effect.Property(e => e.JobId).HasColumnName("job_id");
            effect.Property(e => e.Text).HasColumnName("text");
        });
    }
}
