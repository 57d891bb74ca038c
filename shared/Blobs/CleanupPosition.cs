using Pipeline.Database;

namespace Pipeline.Blobs;

/// <summary>How far the cleanup has come under each prefix: a row, so that the next run goes on there, in whichever process.</summary>
internal sealed class CleanupPosition(PipelineDatabase database)
{
    private const string SaveSql = """
        insert into pipeline.blob_cleanup (prefix, next) values ($1, nullif($2, ''))
        on conflict (prefix) do update set next = excluded.next, at = now()
        """;

    public async Task<string?> ReadAsync(string prefix, CancellationToken cancellationToken)
    {
        await using var command = database.Command("select next from pipeline.blob_cleanup where prefix = $1", prefix);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <param name="next">Null: from the start.</param>
    public async Task SaveAsync(string prefix, string? next, CancellationToken cancellationToken)
    {
        await using var command = database.Command(SaveSql, prefix, next ?? "");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
