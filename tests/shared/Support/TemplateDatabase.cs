using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Database;

namespace Pipeline.Tests;

/// <summary>A migrated database that the tests' own ones are copies of: made once a run, when first needed, and dropped at the process's end.</summary>
internal static class TemplateDatabase
{
    private static readonly Lazy<Task<string>> Made = new(MakeAsync);

    /// <summary>Its name. Nobody is connected to it, else it could not be copied.</summary>
    public static Task<string> NameAsync() => Made.Value;

    private static async Task<string> MakeAsync()
    {
        var name = $"template_{Environment.ProcessId}_{Guid.NewGuid():N}"[..40];
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Drop(name);
        await TestServer.ExecuteAsync($"create database {name}");
        var connection = TestServer.To(name);
        connection.Pooling = false;
        await using var source = NpgsqlDataSource.Create(connection);
        var pipeline = new DbContextOptionsBuilder<PipelineDb>().UseNpgsql(source, npgsql => npgsql.MigrationsHistoryTable("migration", "pipeline"));
        var shop = new DbContextOptionsBuilder<ShopDb>().UseNpgsql(source);
        await using var pipelineDb = new PipelineDb(pipeline.Options);
        await using var shopDb = new ShopDb(shop.Options);
        await Migrator.MigrateAsync(source, [pipelineDb, shopDb], CancellationToken.None);
        return name;
    }

    private static void Drop(string name)
    {
        try
        {
            TestServer.Execute($"drop database if exists {name} with (force)");
        }
        catch (NpgsqlException e)
        {
            // The results stand; an exception here would end the process as if it had crashed.
            Console.Error.WriteLine($"Database {name} could not be dropped: {e.Message}");
        }
    }
}
