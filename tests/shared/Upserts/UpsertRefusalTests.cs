using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Upserts;

/// <summary>What an upsert cannot do is refused before a statement is sent: the model alone decides.</summary>
public sealed class UpsertRefusalTests
{
    private static readonly PartsDb Db = new(new DbContextOptionsBuilder<PartsDb>().UseNpgsql("Host=nowhere.invalid").Options);

    [Fact]
    public Task A_key_without_a_unique_index_is_refused() => RefusedAsync<Part>(p => p.Shop, "no unique index over Shop");

    [Fact]
    public Task A_key_whose_index_has_a_filter_is_refused() => RefusedAsync<Part>(p => p.Note, "no unique index over Note");

    [Fact]
    public Task A_part_of_an_index_is_no_key() => RefusedAsync<Part>(p => p.Sku, "no unique index over Sku");

    [Fact]
    public Task An_expression_is_no_key() => RefusedAsync<Part>(p => p.Shop + "x", "e => e.Email");

    [Fact]
    public Task A_property_of_a_property_is_no_key() => RefusedAsync<Part>(p => new { p.Sku.Text }, "e => e.Email");

    [Fact]
    public Task A_hierarchy_is_refused() => RefusedAsync<PartsDb.Square>(s => s.Id, "part of a hierarchy");

    [Fact]
    public Task An_owner_is_refused() => RefusedAsync<PartsDb.Order>(o => o.Name, "owns Address");

    [Fact]
    public Task A_foreign_key_without_a_property_is_refused() => RefusedAsync<PartsDb.Line>(l => l.Name, "OrderId in its table and not in its class");

    [Fact]
    public Task A_view_is_refused() => RefusedAsync<PartsDb.View>(v => v.Id, "not exactly one table");

    [Fact]
    public Task What_is_no_entity_is_refused() => RefusedAsync<Stock>(s => s.Name, "no entity of PartsDb");

    [Fact]
    public async Task A_null_in_a_key_is_refused()
    {
        var error = await Should.ThrowAsync<ArgumentException>(() => Db.UpsertAsync(new Part { Shop = null!, Sku = new("a") }, p => new { p.Shop, p.Sku }));
        error.Message.ShouldContain("Part.Shop is not set");
    }

    [Fact]
    public async Task A_key_that_the_database_would_make_is_refused() =>
        (await Should.ThrowAsync<ArgumentException>(() => Db.GetOrCreateAsync(new Part { Shop = "a", Sku = new("a") }, p => p.Id))).Message.ShouldContain("Part.Id is not set");

    [ServiceFact]
    public async Task An_index_that_the_database_lacks_is_named()
    {
        await using var database = new TestDatabase();
        await PartsDb.CreateAsync(database);
        await database.ExecuteAsync("drop index \"odd \"\"schema\".\"IX_we{0}ird table_the {sku}_Shop\"");
        await using var db = PartsDb.Open(database);
        (await Should.ThrowAsync<InvalidOperationException>(() => db.UpsertAsync(new Part { Shop = "a", Sku = new("a") }, p => new { p.Shop, p.Sku })))
            .Message.ShouldContain("add a migration");
    }

    private static async Task RefusedAsync<TEntity>(Expression<Func<TEntity, object?>> key, string said) where TEntity : class
    {
        (await Should.ThrowAsync<Exception>(() => Db.UpsertAsync(Array.Empty<TEntity>(), key))).Message.ShouldContain(said);
        (await Should.ThrowAsync<Exception>(() => Db.GetOrCreateAsync(default(TEntity)!, key))).Message.ShouldContain(said);
    }
}
