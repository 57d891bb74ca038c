using Npgsql;
using Pipeline.Database;
using Pipeline.Tests.Support;

namespace Pipeline.Tests;

/// <summary>Another session in the middle of its transaction: what runs meanwhile waits for its locks or passes over them.</summary>
internal sealed class OpenTransaction : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly NpgsqlTransaction _transaction;

    private OpenTransaction(TestDatabase database, NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (_database, Connection, _transaction) = (database, connection, transaction);

    public NpgsqlConnection Connection { get; }

    public static async Task<OpenTransaction> BeginAsync(TestDatabase database)
    {
        var connection = await database.OpenAsync();
        return new(database, connection, await connection.BeginTransactionAsync());
    }

    public async Task<int> ExecuteAsync(string sql, params object[] values)
    {
        await using var command = PipelineDatabase.With(new(sql, Connection), values);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Starts <paramref name="work"/>, and commits once that has ended or waits for a lock of this transaction.</summary>
    public async Task<T> CommitBesideAsync<T>(Func<Task<T>> work)
    {
        var running = Task.Run(work);
        await Eventually.TrueAsync(
            async () => running.IsCompleted || await _database.ScalarAsync<long>(
                "select count(*) from pg_stat_activity where datname = current_database() and $1 = any(pg_blocking_pids(pid))", Connection.ProcessID) > 0,
            TimeSpan.FromSeconds(60),
            "the other session has ended, or waits for this one");
        await _transaction.CommitAsync();
        return await running;
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
