using Microsoft.EntityFrameworkCore;

namespace Pipeline.Tests;

/// <summary>A user's context.</summary>
internal sealed class ShopDb(DbContextOptions<ShopDb> options) : DbContext(options)
{
    public DbSet<Effect> Effects => Set<Effect>();

    public DbSet<Stock> Stocks => Set<Stock>();

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
        modelBuilder.Entity<Stock>(stock =>
        {
            stock.ToTable("stock").HasKey(s => s.Name);
            stock.Property(s => s.Name).HasColumnName("name");
            stock.Property(s => s.Count).HasColumnName("count");
        });
    }
}
