using Npgsql;

namespace Pipeline.Emulator.Triggers.Durable.Store;

/// <summary>Says which process runs the orchestrations of a hub: the one that was given the latest token. Times are the database's.</summary>
internal sealed class HubTable(DurableDatabase database, DurableHub hub)
{
    // A row that is being taken or renewed is skipped: whoever holds it is alive.
    private const string Take = """
        update emulator_durable.hub set token = token + 1, expires_at = clock_timestamp() + $2
        where name = (select name from emulator_durable.hub where name = $1 and expires_at < clock_timestamp() for update skip locked)
        returning token
        """;

    // A lease that has run out but that nobody took is as good as a new one.
    private const string Renew = "update emulator_durable.hub set expires_at = clock_timestamp() + $3 where name = $1 and token = $2";

    private const string Release = "update emulator_durable.hub set expires_at = '-infinity' where name = $1 and token = $2";

    /// <summary>The token with which this process may write, or null while another holds the hub.</summary>
    public async Task<long?> TryTakeAsync(TimeSpan period, CancellationToken cancellationToken)
    {
        var source = await database.OpenAsync(cancellationToken);
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("insert into emulator_durable.hub (name) values ($1) on conflict do nothing")
        {
            Parameters = { new() { Value = hub.Name } },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Take) { Parameters = { new() { Value = hub.Name }, new() { Value = period } } });
        return (long?)await batch.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>False once another process has taken the hub.</summary>
    public async Task<bool> RenewAsync(long token, TimeSpan period, CancellationToken cancellationToken) =>
        await ExecuteAsync(Renew, [hub.Name, token, period], cancellationToken) == 1;

    public Task ReleaseAsync(long token, CancellationToken cancellationToken) => ExecuteAsync(Release, [hub.Name, token], cancellationToken);

    private async Task<int> ExecuteAsync(string sql, object[] parameters, CancellationToken cancellationToken)
    {
        var source = await database.OpenAsync(cancellationToken);
        await using var command = source.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
