using System.Data;
using Npgsql;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>Whose failure a handler ended with, as the job's own connection and transaction show it.</summary>
internal static class JobFaults
{
    private const string Theirs =
        "A job's connection and transaction are the pipeline's to open, commit and close, as the outcome is committed with the effects: ";

    /// <param name="scope">Of a handler that has ended and left nothing behind.</param>
    /// <param name="failure">What it threw, if anything.</param>
    /// <returns>Whose it is, and what to say: a handler that threw nothing may have lost what it wrote.</returns>
    public static async Task<(JobFault Fault, Exception? Cause)> OfAsync(JobScope scope, Exception? failure)
    {
        if (scope.Connection is not { } connection) return (JobFault.Own, failure);
        if (connection.FullState == ConnectionState.Broken)
            return (
                JobFault.SessionLost,
                failure ?? scope.FirstFault ?? new InvalidOperationException("The job's database session ended while its handler ran."));
        if (scope.Transaction is { } transaction)
        {
            if (connection.State != ConnectionState.Open)
                return (JobFault.Own, new InvalidOperationException($"{Theirs}the handler closed the connection.", failure));
            if (HasEnded(transaction))
                return (JobFault.Own, new InvalidOperationException($"{Theirs}the handler ended the transaction.", failure));
        }
        if (failure is null) return (JobFault.Own, null);
        if (DatabaseFault.IsConflict(failure) && (scope.HasMet(failure) || await IsAbortedAsync(scope)))
            return (JobFault.Conflict, failure);
        if (DatabaseFault.IsAway(failure) && connection.State != ConnectionState.Open)
        {
            if (scope.HasMet(failure)) return (JobFault.SessionLost, failure);
            if (failure.Causes().Any(e => e is NpgsqlException)) return (JobFault.MaybeAway, failure);
        }
        return (JobFault.Own, Explained(failure, scope.FirstFault));
    }

    /// <summary>After an error PostgreSQL refuses the rest of a transaction, and says no more than that: the error that came first is what
    /// helps.</summary>
    /// <param name="failure">What came of it.</param>
    /// <param name="swallowed">The first error of the job's connection, where it is known.</param>
    public static Exception Explained(Exception failure, Exception? swallowed) =>
        !DatabaseFault.IsEarlier(failure) ? failure : new InvalidOperationException(
            "A statement of this job failed before and its error was swallowed; PostgreSQL refuses the rest of the transaction. "
            + "Let the exception through, or set a savepoint before the statement and roll back to it. "
            + $"{(swallowed is null || DatabaseFault.IsEarlier(swallowed) ? "" : $"The first error was: {swallowed.Message}")}", failure);

    private static bool HasEnded(NpgsqlTransaction transaction)
    {
        try
        {
            // What it is does not matter: one that has ended has none.
            _ = transaction.IsolationLevel;
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    // By a round trip, as the driver does not tell; nothing but a failure that looks like a conflict pays for it.
    private static async Task<bool> IsAbortedAsync(JobScope scope)
    {
        if (scope.Transaction is null) return false;
        try
        {
            await using var command = new NpgsqlCommand("select 1", scope.Connection, scope.Transaction);
            await command.ExecuteNonQueryAsync();
            return false;
        }
        catch (NpgsqlException e)
        {
            return DatabaseFault.IsEarlier(e);
        }
    }
}
