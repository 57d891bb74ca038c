using Microsoft.EntityFrameworkCore;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Upserts;

public sealed class UpsertTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    public Task InitializeAsync() => Tests.Support.Services.Missing() is null ? PartsDb.CreateAsync(_database) : Task.CompletedTask;

    public async Task DisposeAsync() { if (Tests.Support.Services.Missing() is null) await _database.DisposeAsync(); }

    [ServiceFact]
    public async Task New_keys_are_inserted_and_known_ones_updated_by_one_statement()
    {
        await using var db = PartsDb.Open(_database);
        (await db.UpsertAsync([Make("a", 1), Make("b", 1)], p => new { p.Shop, p.Sku })).ShouldBe(2);
        (await db.UpsertAsync([Make("b", 2), Make("c", 2)], p => new { p.Shop, p.Sku })).ShouldBe(2);
        (await CountsAsync()).ShouldBe(["a 1", "b 2", "c 2"]);
    }

    [ServiceFact]
    public async Task Of_two_entities_with_one_key_the_last_one_wins()
    {
        await using var db = PartsDb.Open(_database);
        (await db.UpsertAsync([Make("a", 1), Make("b", 5), Make("a", 2)], p => new { p.Shop, p.Sku })).ShouldBe(2);
        (await CountsAsync()).ShouldBe(["a 2", "b 5"]);
    }

    [ServiceFact]
    public async Task Values_are_stored_as_the_model_converts_them()
    {
        var nasty = new Part
        {
            Shop = "O'Brien \"{0}\" \\ ; drop table x; -- 雪", Sku = new("{1}"), Colour = Colour.Green, Note = null, Labels = ["a,b", "\"", ""], Count = 7,
        };
        await using (var db = PartsDb.Open(_database))
            await db.UpsertAsync(nasty, p => new { p.Shop, p.Sku });
        await using var again = PartsDb.Open(_database);
        var read = await again.Parts.SingleAsync();
        (read.Shop, read.Sku, read.Colour, read.Note, read.Twice).ShouldBe((nasty.Shop, nasty.Sku, Colour.Green, null, 14));
        read.Labels.ShouldBe(nasty.Labels);
        (await _database.ScalarAsync<string>($"""select "Colour" from "odd ""schema"."we{0}ird table" """.Replace("we0ird", "we{0}ird", StringComparison.Ordinal))).ShouldBe("Green");
    }

    [ServiceFact]
    public async Task What_is_made_on_insert_is_made_once_and_kept_by_an_update()
    {
        await using var db = PartsDb.Open(_database);
        await db.UpsertAsync(Make("a", 1), p => new { p.Shop, p.Sku });
        var first = await db.Parts.AsNoTracking().SingleAsync();
        await db.UpsertAsync(Make("a", 2), p => new { p.Shop, p.Sku });
        var second = await db.Parts.AsNoTracking().SingleAsync();

        first.Tag.ShouldNotBe(Guid.Empty);
        (second.Id, second.Tag, second.MadeAt, second.Count).ShouldBe((first.Id, first.Tag, first.MadeAt, 2));
        second.Version.ShouldNotBe(first.Version);

        var set = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        await db.UpsertAsync([new Part { Shop = "shop", Sku = new("a"), MadeAt = set }, Make("b", 1)], p => new { p.Shop, p.Sku });
        (await db.Parts.AsNoTracking().SingleAsync(p => p.Sku == new Sku("a"))).MadeAt.ShouldBe(set, "a value that is set is written");
    }

    [ServiceFact]
    public async Task Many_rows_are_several_statements_and_all_of_them_or_none()
    {
        await using var db = PartsDb.Open(_database, retries: true);
        var parts = Enumerable.Range(0, 2_500).Select(i => Make($"{i:d4}", i)).ToList();
        (await db.UpsertAsync(parts, p => new { p.Shop, p.Sku })).ShouldBe(2_500);

        // The last one in the order of the keys is refused, when the others are written.
        var refused = parts.Select(p => new Part { Shop = p.Shop, Sku = p.Sku, Count = -1 }).Append(new Part { Shop = "z", Sku = new("z"), Labels = null! });
        await Should.ThrowAsync<Exception>(() => db.UpsertAsync(refused, p => new { p.Shop, p.Sku }));
        (await db.Parts.CountAsync(p => p.Count < 0)).ShouldBe(0);
    }

    [ServiceFact]
    public async Task It_is_part_of_the_callers_transaction()
    {
        await using var db = PartsDb.Open(_database);
        await using (await db.Database.BeginTransactionAsync())
            await db.UpsertAsync(Make("a", 1), p => new { p.Shop, p.Sku });
        (await db.Parts.CountAsync()).ShouldBe(0);
    }

    [ServiceFact]
    public async Task Nothing_to_write_is_fine()
    {
        await using var db = PartsDb.Open(_database);
        (await db.UpsertAsync(Array.Empty<Part>(), p => p.Id)).ShouldBe(0);
    }

    [ServiceFact]
    public async Task Callers_at_once_with_the_same_keys_in_any_order_all_come_through()
    {
        const int seed = 4711;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            var random = new Random(seed + caller);
            for (var round = 0; round < 5; round++)
            {
                await using var db = PartsDb.Open(_database);
                var parts = Enumerable.Range(0, 300).Select(i => Make($"{i}", caller)).ToArray();
                random.Shuffle(parts);
                (await db.UpsertAsync(parts, p => new { p.Shop, p.Sku })).ShouldBe(300, $"seed {seed + caller}");
            }
        })));
        (await CountsAsync()).Length.ShouldBe(300);
    }

    private static Part Make(string sku, int count) => new() { Shop = "shop", Sku = new(sku), Count = count };

    private async Task<string[]> CountsAsync()
    {
        await using var db = PartsDb.Open(_database);
        return [.. (await db.Parts.ToListAsync()).Select(p => $"{p.Sku.Text} {p.Count}").Order(StringComparer.Ordinal)];
    }
}
