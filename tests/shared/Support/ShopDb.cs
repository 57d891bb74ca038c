using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

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

internal sealed class Effect
{
    public int Id { get; init; }
    public Guid JobId { get; init; }
    public required string Text { get; init; }
}

[DbContext(typeof(ShopDb))]
[Migration("20260101000000_Shop")]
internal sealed class ShopSchema : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        create table effect (id integer generated always as identity primary key, job_id uuid not null, text text not null);
        create table late (n integer, constraint late_n unique (n) deferrable initially deferred);
        """);
}
