using Pipeline.EndToEnd.Tests.Oracles;

namespace Pipeline.Dashboard.Tests.Work;

/// <summary>A chain that has ended, of three groups, the second of which holds two groups of its own.</summary>
internal sealed class NestedFlows(Database database) : IAsyncDisposable
{
    public Guid Root { get; } = Guid.CreateVersion7();

    public IReadOnlyList<Guid> Steps { get; } = [.. Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7())];

    public IReadOnlyList<Guid> Inner { get; } = [.. Enumerable.Range(0, 2).Select(_ => Guid.CreateVersion7())];

    public async Task InsertAsync()
    {
        await AddAsync(Root, "nightly", "chain", null, 0, 3);
        for (var i = 0; i < Steps.Count; i++) await AddAsync(Steps[i], $"step {i}", "group", Root, i, i == 1 ? 2 : 100);
        for (var i = 0; i < Inner.Count; i++) await AddAsync(Inner[i], $"inner {i}", "group", Steps[1], i, 50);
    }

    public async ValueTask DisposeAsync() => await database.ExecuteAsync("delete from pipeline.flow where root_id = $1", Root);

    private Task AddAsync(Guid id, string name, string kind, Guid? parent, int place, int total) => database.ExecuteAsync(
        """
        with f as (
            insert into pipeline.flow (id, root_id, parent_id, name, kind, place, depth, total, stage, result, closed_at, finished_at)
            values ($1, $2, $3::uuid, $4, $5::pipeline.flow_kind, $6, case when $3::uuid is null then 0 when $3::uuid = $2 then 1 else 2 end, $7, 'done', 'succeeded', now(), now()))
        insert into pipeline.flow_progress (flow_id, lane, succeeded, last_at) values ($1, 0, $7, now())
        """, id, Root, (object?)parent ?? DBNull.Value, name, kind, place, total);
}
