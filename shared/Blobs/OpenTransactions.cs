using Pipeline.Database;

namespace Pipeline.Blobs;

/// <summary>
/// Up to which time all transactions of this database have ended. A row that isn't there yet is no evidence while a transaction may still commit it: COMMIT can
/// wait for a standby for days, after its client has given up, and a prepared transaction has no client at all.
/// </summary>
internal sealed class OpenTransactions(PipelineDatabase database)
{
    // With a transaction id of its own: every transaction that has written before has an earlier one.
    private const string MarkSql = "insert into pipeline.blob_mark (at) values ($1)";

    // The locks tell which of the server's transactions belong to this database, and anybody may read them. A snapshot taken after the marks were committed
    // contains every open transaction that is older than one of them.
    private const string EndedSql = """
        select max(m.at) from pipeline.blob_mark m
        where not exists (
            select from pg_snapshot_xip(pg_current_snapshot()) as x(id)
            join pg_locks t on t.locktype = 'transactionid' and t.mode = 'ExclusiveLock' and t.granted and t.transactionid = x.id::xid
            where x.id < m.xid and exists (
                select from pg_locks r where r.virtualtransaction = t.virtualtransaction and r.locktype = 'relation'
                  and r.database = (select oid from pg_database where datname = current_database())))
        """;

    private const string ForgetSql = "delete from pipeline.blob_mark where at < $1";

    /// <summary>Marks this time, and finds the latest marked time by which every transaction that is open now had not begun to write.</summary>
    /// <param name="now">The time of the clock that the result is compared with.</param>
    /// <returns>Null: a transaction is open that is older than all marks.</returns>
    public async Task<DateTimeOffset?> EndedAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using (var mark = database.Command(MarkSql, now))
            await mark.ExecuteNonQueryAsync(cancellationToken);
        await using var find = database.Command(EndedSql);
        if (await find.ExecuteScalarAsync(cancellationToken) is not DateTime ended) return null;
        await using var forget = database.Command(ForgetSql, ended);
        await forget.ExecuteNonQueryAsync(cancellationToken);
        return ended;
    }
}
