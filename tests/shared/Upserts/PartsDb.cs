using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Pipeline.Tests.Upserts;

/// <summary>A context that has nothing of the pipeline, over a database of its own.</summary>
internal sealed class PartsDb(DbContextOptions<PartsDb> options) : DbContext(options)
{
    public const string Schema = "odd \"schema";

    public DbSet<Part> Parts => Set<Part>();

    /// <summary>Makes the tables as the model has them.</summary>
    public static async Task CreateAsync(TestDatabase database)
    {
        await database.CreateAsync();
        await using var db = Open(database);
        await ((IRelationalDatabaseCreator)db.GetService<IDatabaseCreator>()).CreateTablesAsync();
    }

    public static PartsDb Open(TestDatabase database, bool retries = false) => new(new DbContextOptionsBuilder<PartsDb>()
        .UseNpgsql(TestServer.To(database.Name).ConnectionString, npgsql => { if (retries) npgsql.EnableRetryOnFailure(); }).Options);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Part>(part =>
        {
            part.ToTable("we{0}ird table", Schema);
            part.HasIndex(p => new { p.Sku, p.Shop }).IsUnique();
            part.HasIndex(p => p.Note).IsUnique().HasFilter("\"Count\" > 0");
            part.Property(p => p.Sku).HasConversion(sku => sku.Text, text => new(text)).HasColumnName("the {sku}");
            part.Property(p => p.Tag).ValueGeneratedOnAdd();
            part.Property(p => p.Colour).HasConversion<string>();
            part.Property(p => p.MadeAt).HasDefaultValueSql("now()");
            part.Property(p => p.Twice).HasComputedColumnSql("\"Count\" * 2", stored: true);
            part.Property(p => p.Version).IsRowVersion();
        });
        modelBuilder.Entity<Hidden>().HasQueryFilter(h => !h.Gone).HasIndex(h => h.Name).IsUnique();
        modelBuilder.Entity<Square>();
        modelBuilder.Entity<Shape>();
        modelBuilder.Entity<Order>(order =>
        {
            order.HasIndex(o => o.Name).IsUnique();
            order.OwnsOne(o => o.Address);
        });
        modelBuilder.Entity<Line>(line =>
        {
            line.HasIndex(l => l.Name).IsUnique();
            line.HasOne(l => l.Order).WithMany();
        });
        modelBuilder.Entity<View>().ToView("a_view").HasKey(v => v.Id);
    }

    internal sealed class Hidden { public int Id { get; init; } public required string Name { get; init; } public bool Gone { get; init; } }
    internal class Shape { public int Id { get; init; } }
    internal sealed class Square : Shape;
    internal sealed record Address(string Town);
    internal sealed class Order { public int Id { get; init; } public string Name { get; init; } = ""; public Address? Address { get; init; } }
    internal sealed class Line { public int Id { get; init; } public string Name { get; init; } = ""; public Order? Order { get; init; } }
    internal sealed class View { public int Id { get; init; } }
}
