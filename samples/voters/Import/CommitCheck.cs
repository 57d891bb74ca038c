using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Database;

namespace Voters.Import;

/// <summary>Finds out what became of a transaction whose commit failed or was not answered.</summary>
public sealed class CommitCheck(PipelineDatabase database, TimeProvider time)
{
    // A COMMIT that waits for a standby is still in progress for the server, long after its client has gone.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>The id of the transaction that is open on <paramref name="db"/>.</summary>
    public static async Task<string> TransactionAsync(DbContext db, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select pg_current_xact_id()::text", (NpgsqlConnection)db.Database.GetDbConnection());
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Asks the server, for up to five seconds while the transaction is in progress.</summary>
    /// <param name="transaction">What <see cref="TransactionAsync"/> returned.</param>
    /// <returns>True: committed. False: rolled back. Null: neither is certain, and a commit may follow.</returns>
    public async Task<bool?> IsCommittedAsync(string transaction)
    {
        for (var started = time.GetTimestamp(); ; await Task.Delay(Pause, time))
            switch (await StatusAsync(transaction))
            {
                case "committed": return true;
                case "aborted": return false;
                default:
                    if (time.GetElapsedTime(started) > Timeout) return null;
                    break;
            }
    }

    // Null where the server is away, too old a transaction, or another server now, to which the transaction never came.
    private async Task<string?> StatusAsync(string transaction)
    {
        try
        {
            await using var command = database.Command("select pg_xact_status($1::xid8)", transaction);
            return await command.ExecuteScalarAsync() as string;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }
}
