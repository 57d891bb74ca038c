using Pipeline.Recovery;

namespace Pipeline.Tests.Recovery;

/// <summary>What tests of retention say of a <see cref="TestPipeline"/>.</summary>
internal static class RetentionWorld
{
    // Ids carry their time, so that rows grow old by another id.
    private const string AgeSql = """
        with aged as (
            select id, ('018' || substr(md5(id::text), 4, 29))::uuid as old from pipeline.job where status <> 'queued' and id::text not like '018%'),
        letters as (update pipeline.dead_letter d set job_id = old from aged where d.job_id = aged.id),
        keys as (update pipeline.dedupe d set job_id = old from aged where d.job_id = aged.id),
        attempts as (update pipeline.attempt a set job_id = old from aged where a.job_id = aged.id),
        recurring as (update pipeline.recurring r set last_job = old from aged where r.last_job = aged.id)
        update pipeline.job j set id = old from aged where j.id = aged.id
        """;

    /// <summary>What has ended did so 31 days ago.</summary>
    public static async Task AgeAsync(this TestPipeline pipeline)
    {
        await pipeline.ExecuteAsync(AgeSql);
        await pipeline.ExecuteAsync("update pipeline.job set finished_at = now() - interval '31 days' where status <> 'queued'");
        await pipeline.ExecuteAsync("update pipeline.flow set finished_at = now() - interval '31 days' where finished_at is not null");
    }

    public static Task<int> RetainAsync(this TestPipeline pipeline) => pipeline.Get<Retention>().RunAsync(CancellationToken.None);
}
