using Microsoft.EntityFrameworkCore;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Upserts;

public sealed class GetOrCreateTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    public Task InitializeAsync() => Tests.Support.Services.Missing() is null ? PartsDb.CreateAsync(_database) : Task.CompletedTask;

    public async Task DisposeAsync() { if (Tests.Support.Services.Missing() is null) await _database.DisposeAsync(); }

    [ServiceFact]
    public async Task What_is_not_there_is_created_and_what_is_there_stays_as_it_is()
    {
        var (made, created) = await GetAsync(count: 1);
        var (found, createdAgain) = await GetAsync(count: 2);
        (created, createdAgain).ShouldBe((true, false));
        (found.Id, found.Count, made.Count).ShouldBe((made.Id, 1, 1));
    }

    [ServiceFact]
    public async Task Of_many_callers_at_once_one_creates_and_all_get_the_same_row()
    {
        var got = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => GetAsync(count: i))));
        got.Count(g => g.Created).ShouldBe(1);
        got.Select(g => (g.Entity.Id, g.Entity.Count)).Distinct().ShouldHaveSingleItem();
    }

    [ServiceFact]
    public async Task Whoever_comes_second_waits_for_the_firsts_transaction_and_creates_when_that_is_rolled_back()
    {
        await using var first = PartsDb.Open(_database);
        Task<(Part Entity, bool Created)> second;
        await using (await first.Database.BeginTransactionAsync())
        {
            (await first.GetOrCreateAsync(Make(1), p => new { p.Shop, p.Sku })).Created.ShouldBeTrue();
            second = Task.Run(() => GetAsync(count: 2));
            await Eventually.TrueAsync(
                async () => await _database.ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 1,
                TimeSpan.FromSeconds(20), "the second one waits");
            second.IsCompleted.ShouldBeFalse();
        }
        var (entity, created) = await second;
        (entity.Count, created).ShouldBe((2, true));
    }

    [ServiceFact]
    public async Task The_entity_that_is_returned_is_tracked()
    {
        await using var db = PartsDb.Open(_database);
        var (part, _) = await db.GetOrCreateAsync(Make(1), p => new { p.Shop, p.Sku });
        db.Entry(part).State.ShouldBe(EntityState.Unchanged);
        (await db.GetOrCreateAsync(Make(1), p => new { p.Shop, p.Sku })).Entity.ShouldBeSameAs(part);
    }

    [ServiceFact]
    public async Task A_row_that_a_filter_of_the_model_hides_is_an_error_that_says_so()
    {
        await using var db = PartsDb.Open(_database);
        db.Add(new PartsDb.Hidden { Name = "a", Gone = true });
        await db.SaveChangesAsync();
        (await Should.ThrowAsync<InvalidOperationException>(() => db.GetOrCreateAsync(new PartsDb.Hidden { Name = "a" }, h => h.Name))).Message.ShouldContain("query filter");
    }

    private static Part Make(int count) => new() { Shop = "shop", Sku = new("a"), Count = count };

    private async Task<(Part Entity, bool Created)> GetAsync(int count)
    {
        await using var db = PartsDb.Open(_database);
        return await db.GetOrCreateAsync(Make(count), p => new { p.Shop, p.Sku });
    }
}
