using Npgsql;
using Pipeline.Database;
using Pipeline.Tests.Support;

namespace Pipeline.Tests;

/// <summary>A migrated database of a test's own, dropped with it. The test's statements go straight to it, whatever lies between it and the pipeline.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    public TestDatabase()
    {
        var connection = TestServer.To(Name);
        connection.ApplicationName = "test";
        _source = NpgsqlDataSource.Create(connection);
    }

    public string Name { get; } = "t" + Guid.NewGuid().ToString("N");

    public async Task CreateAsync() => await TestServer.ExecuteAsync($"create database {Name} template {await TemplateDatabase.NameAsync()}");

    public async Task<T> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = PipelineDatabase.With(_source.CreateCommand(sql), values);
        return (T)(await command.ExecuteScalarAsync() ?? throw new InvalidOperationException("no row: " + sql));
    }

    public async Task<int> ExecuteAsync(string sql, params object[] values)
    {
        await using var command = PipelineDatabase.With(_source.CreateCommand(sql), values);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>A connection to hold a transaction open on.</summary>
    public ValueTask<NpgsqlConnection> OpenAsync() => _source.OpenConnectionAsync();

    /// <summary>Ends every session, as a server does that restarts.</summary>
    public async Task EndSessionsAsync()
    {
        _source.Clear();
        await TestServer.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{Name}'");
    }

    /// <summary>Nobody is connected to it any more, and nobody finds it.</summary>
    public Task LeaveAsync() => Eventually.TrueAsync(
        async () =>
        {
            await EndSessionsAsync();
            return await RenamedAsync(Name, Name + "_away");
        },
        TimeSpan.FromSeconds(20),
        "nobody is connected");

    public Task ReturnAsync() => RenamedAsync(Name + "_away", Name);

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await TestServer.ExecuteAsync($"drop database {Name} with (force)");
    }

    private static async Task<bool> RenamedAsync(string from, string to)
    {
        try
        {
            await TestServer.ExecuteAsync($"alter database {from} rename to {to}");
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ObjectInUse)
        {
            return false;
        }
    }
}
