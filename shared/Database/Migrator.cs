using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Pipeline.Database;

/// <summary>Applies a context's migrations, one process at a time however many start together.</summary>
public static class Migrator
{
    // Any fixed number; the lock is held by a transaction, so it ends with its process.
    private const long LockKey = 0x50697065_6c696e65;

    /// <summary>Waits for its turn, then applies what <paramref name="contexts"/> have pending, in the order given.</summary>
    /// <exception cref="NpgsqlException">The database is away, or refuses a statement.</exception>
    public static async Task MigrateAsync(NpgsqlDataSource database, IEnumerable<DbContext> contexts, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var turn = await connection.BeginTransactionAsync(cancellationToken);
        await using var wait = new NpgsqlCommand("select pg_advisory_xact_lock($1)", connection, turn) { Parameters = { new() { Value = LockKey } } };
        wait.CommandTimeout = 0;
        await wait.ExecuteNonQueryAsync(cancellationToken);
        foreach (var context in contexts)
        {
            // Else EF Core asks a table that is not there yet, and logs the answer as an error.
            await context.GetService<IHistoryRepository>().CreateIfNotExistsAsync(cancellationToken);
            await context.Database.MigrateAsync(cancellationToken);
        }
        await turn.CommitAsync(cancellationToken);
    }
}
