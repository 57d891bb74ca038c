using Pipeline.EndToEnd.Tests.Api;
using Pipeline.EndToEnd.Tests.Oracles;
using Pipeline.Tests.Support;

namespace Pipeline.Dashboard.Tests.Work;

/// <summary>Real jobs of the sample that die at once, as nobody can read their arguments, until these are mended.</summary>
internal sealed class BrokenJobs
{
    public const string Type = "voters.complete-import";

    private readonly Database _database;

    private BrokenJobs(Database database, Guid[] ids) => (_database, Ids) = (database, ids);

    public IReadOnlyList<Guid> Ids { get; }

    /// <summary>Enqueues them in one message and waits until all have died.</summary>
    public static async Task<BrokenJobs> DieAsync(Database database, int count)
    {
        // Letters of other tests would be of the same group.
        await database.ExecuteAsync("delete from pipeline.dead_letter where type = $1", Type);
        Guid[] ids = [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
        await database.ExecuteAsync(
            """
            with message as (insert into pipeline.outbox (id, type, version, jobs) values (gen_random_uuid(), $1, 1, $2) returning id)
            insert into pipeline.job (id, type, version, args, message_id) select j, $1, 1, '{"import":"all of them"}', m.id from unnest($2) j, message m
            """, Type, ids);
        var jobs = new BrokenJobs(database, ids);
        await jobs.AreAsync("dead");
        return jobs;
    }

    /// <summary>Gives them arguments that mean no import, with which there is nothing to do.</summary>
    public Task MendAsync() => _database.ExecuteAsync("""update pipeline.job set args = '{"import":-1}' where id = any($1)""", Ids.ToArray());

    public Task AreAsync(string status, int? count = null) => Eventually.TrueAsync(
        async () => await _database.OneAsync<long>("select count(*) from pipeline.job where id = any($1) and status::text = $2", Ids.ToArray(), status) == (count ?? Ids.Count),
        Flows.Deadline, $"{count ?? Ids.Count} of the jobs are {status}");
}
