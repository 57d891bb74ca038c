using Npgsql;
using Pipeline.Database;

namespace Pipeline.Flows;

/// <summary>Keeps no more members of a group queued or running than its <see cref="Flow.MaxParallel"/>: as some end, it lets held ones go.</summary>
internal sealed class FlowPacer(PipelineDatabase database)
{
    private const string LockSql = """
        select f.max_parallel - f.released from pipeline.flow f
        where f.id = $1 and f.kind = 'group' and f.stage = 'members' and f.stopping is null and f.released < f.total for no key update
        """;

    // Exact, as every outcome counts itself; the lock keeps others from letting go for the same ones.
    private const string EndedSql = "select coalesce(sum(succeeded + dead + cancelled + expired), 0)::int from pipeline.flow_progress where flow_id = $1";

    /// <param name="flow">The group.</param>
    /// <param name="wait">For whoever lets others go now; not worth it as long as members run whose end comes here as well.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether some were let go.</returns>
    public Task<bool> ReleaseAsync(Guid flow, bool wait, CancellationToken cancellationToken) => Conflict.RetryAsync(() => TryReleaseAsync(flow, wait, cancellationToken));

    private async Task<bool> TryReleaseAsync(Guid flow, bool wait, CancellationToken cancellationToken)
    {
        await using var connection = await database.Own.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await ScalarAsync(connection, wait ? LockSql : LockSql + " skip locked", flow, cancellationToken) is not { } unused) return false;
        var room = unused + (await ScalarAsync(connection, EndedSql, flow, cancellationToken))!.Value;
        if (room <= 0 || await FlowSteps.ReleaseAsync(connection, flow, room, cancellationToken) == 0) return false;
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task<int?> ScalarAsync(NpgsqlConnection connection, string sql, Guid flow, CancellationToken cancellationToken)
    {
        await using var command = PipelineDatabase.With(new(sql, connection), [flow]);
        return await command.ExecuteScalarAsync(cancellationToken) as int?;
    }
}
