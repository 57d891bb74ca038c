using Pipeline.Database;

namespace Pipeline.Blobs;

/// <summary>Which blobs of jobs are still needed (I5): by their rows, and by the time since the job ended.</summary>
internal sealed class ClaimReferences(PipelineDatabase database, PipelineOptions options) : IBlobReferences
{
    // By primary key, a thousand at a time. A queued job keeps all that it has, however old, and so does one that a flow will yet insert;
    // what a row must name it keeps only if it does. A job that is being replayed is locked until that is committed, however long it takes; one whose blobs are past
    // their retention is not replayed any more.
    private const string UnneededSql = """
        with past as materialized (
            select id from pipeline.job where id = any($2) and status <> 'queued' and coalesce(finished_at, created_at) < now() - $4 for share skip locked)
        select b.name from unnest($1, $2, $3) as b(name, job_id, in_row) left join pipeline.job j on j.id = b.job_id
        left join pipeline.flow_callback c on c.job_id = b.job_id and c.args_blob = b.name
        left join pipeline.flow f on f.id = c.flow_id
        where (j.id is null and (f.id is null or f.finished_at < now() - $4))
           or (b.in_row and j.id is not null and b.name is distinct from j.args_blob and b.name is distinct from j.result_blob)
           or j.id in (select id from past)
        """;

    public string Prefix => ClaimName.Prefix;

    public async Task<IReadOnlyCollection<string>> FindUnneededAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var claims = names.Select(name => (Name: name, Claim: ClaimName.TryParse(name))).Where(c => c.Claim is not null).ToList();
        await using var command = database.Command(
            UnneededSql, claims.Select(c => c.Name).ToArray(), claims.Select(c => c.Claim!.Value.Job).ToArray(),
            claims.Select(c => c.Claim!.Value.IsNamedInRow).ToArray(), options.BlobRetention);
        return await command.ListAsync(row => row.GetString(0), cancellationToken);
    }
}
