using Microsoft.EntityFrameworkCore;

namespace Pipeline.Tests.Review;

internal sealed class ReviewDb(DbContextOptions<ReviewDb> options) : DbContext(options)
{
    public DbSet<ReviewNote> Notes => Set<ReviewNote>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddPipeline();
        modelBuilder.Entity<ReviewNote>().ToTable("review_note").Property(n => n.Id).HasColumnName("id");
    }
}

internal sealed class ReviewNote
{
    public required string Id { get; init; }
}
