using Npgsql;

namespace Pipeline.Tests;

/// <summary>The PostgreSQL server as its administrator sees it.</summary>
internal static class TestServer
{
    private static readonly NpgsqlDataSource Source = NpgsqlDataSource.Create(Tests.Support.Services.Postgres);

    public static async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Synchronous, for the end of the process.</summary>
    public static void Execute(string sql)
    {
        using var command = Source.CreateCommand(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>How to connect to one of its databases.</summary>
    public static NpgsqlConnectionStringBuilder To(string database) => new(Tests.Support.Services.Postgres) { Database = database };
}
