using System.Text;
using Npgsql;
using NpgsqlTypes;
using Pipeline.Database;

namespace Pipeline.Access;

/// <summary>Who changed what: a row is there before its change is made, so that none goes without, and says afterwards how that ended.</summary>
public sealed class AuditTable(PipelineDatabase database)
{
    private const int LongestTarget = 300;
    private const int Batch = 10_000;

    private const string BeginSql = "insert into pipeline.audit (id, what, target, key) values ($1, $2, $3, $4)";

    private const string EndSql = "update pipeline.audit set outcome = $2, status = $3, target = coalesce($4, target), count = $5 where id = $1";

    private const string ListSql = """
        select id, at, what, target, key, outcome, status, count from pipeline.audit where ($1 is null or id < $1) order by id desc limit $2
        """;

    // From its old end: ids are in the order of time.
    private const string ForgetSql = "delete from pipeline.audit where id = any(array(select id from pipeline.audit order by id limit $2)) and at < now() - $1";

    /// <param name="what">The operation.</param>
    /// <param name="target">What it is about; null where that is not known yet.</param>
    /// <param name="key">The fingerprint of the key; null where there is none.</param>
    /// <param name="cancellationToken">Before the row is written.</param>
    /// <returns>What to end it by.</returns>
    public async Task<Guid> BeginAsync(string what, string? target, string? key, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        await using var command = database.Command(BeginSql, id, what);
        command.Parameters.AddOrNull(Storable(target), NpgsqlDbType.Text);
        command.Parameters.AddOrNull(Storable(key), NpgsqlDbType.Text);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return id;
    }

    public async Task EndAsync(Guid id, AuditOutcome outcome, int status, string? target, int? count, CancellationToken cancellationToken)
    {
        await using var command = database.Command(EndSql, id, outcome.ToString().ToLowerInvariant(), (short)status);
        command.Parameters.AddOrNull(Storable(target), NpgsqlDbType.Text);
        command.Parameters.AddOrNull(count, NpgsqlDbType.Integer);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The newest first.</summary>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    public async Task<IReadOnlyList<AuditEntry>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Own.CreateCommand(ListSql);
        command.Parameters.AddOrNull(after, NpgsqlDbType.Uuid);
        command.Parameters.Add(new() { Value = limit });
        return await command.ListAsync(row => new AuditEntry(
            row.GetGuid(0), row.GetTime(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), row.IsDBNull(4) ? null : row.GetString(4),
            row.GetEnum(5, AuditOutcome.Unknown), row.IsDBNull(6) ? null : row.GetInt16(6), row.IsDBNull(7) ? null : row.GetInt32(7)), cancellationToken);
    }

    /// <summary>Deletes the rows that are older than this, in batches.</summary>
    public async Task ForgetAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        int deleted;
        do
        {
            await using var command = database.Command(ForgetSql, age, Batch);
            deleted = await command.ExecuteNonQueryAsync(cancellationToken);
        }
        while (deleted == Batch);
    }

    // Neither NUL nor half a surrogate pair can be stored.
    private static string? Storable(string? text)
    {
        if (text is null) return null;
        if (text.Length > LongestTarget) text = text[..LongestTarget];
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
    }
}
