using Pipeline.EndToEnd.Tests.Oracles;

namespace Pipeline.Dashboard.Tests.Work;

/// <summary>A million jobs that have ended, older than any other, a tenth of them dead of fifty causes.</summary>
internal sealed class MillionRows(Database database) : IAsyncDisposable
{
    public const int Jobs = 1_000_000;
    public const string Type = "test.many";

    // Each statement stays well below a command's time limit.
    private const int Step = 100_000;

    // Ids in the order of their numbers, before those that carry today's time.
    private const string Id = "('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid";

    public async Task InsertAsync()
    {
        for (var from = 1; from <= Jobs; from += Step)
        {
            await database.ExecuteAsync($$"""
                insert into pipeline.job (id, type, version, args, status, attempt, created_at, started_at, finished_at, error)
                select {{Id}}, $1, 1, '{}', (case n % 10 when 0 then 'dead' else 'succeeded' end)::pipeline.job_status, 1,
                       now() - interval '1 day', now() - interval '1 day', now() - interval '1 day', case n % 10 when 0 then 'Error: cause ' || (n / 10) % 50 end
                from generate_series($2, $2 + {{Step}} - 1) n
                """, Type, from);
            await database.ExecuteAsync($"""
                insert into pipeline.dead_letter (id, job_id, type, version, reason, received_at)
                select {Id}, {Id}, $1, 1, 'Error: cause ' || (n / 10) % 50, now() - interval '1 day' from generate_series($2 + 9, $2 + {Step} - 1, 10) n
                """, Type, from);
        }
        await database.ExecuteAsync("analyze pipeline.job, pipeline.dead_letter");
    }

    public async ValueTask DisposeAsync()
    {
        await database.ExecuteAsync("delete from pipeline.dead_letter where type = $1", Type);
        for (var from = 1; from <= Jobs; from += Step)
            await database.ExecuteAsync($"delete from pipeline.job where id = any(array(select {Id} from generate_series($1, $1 + {Step} - 1) n))", from);
    }
}
