using System.Net.Sockets;
using Azure.Identity;
using Npgsql;
using Pipeline.Jobs;

namespace Pipeline.Database;

/// <summary>
/// What an error of the pipeline's own connections says. A handler's may be of any server: whose it is, the connection says that it came
/// from, and never its type.
/// </summary>
internal static class DatabaseFault
{
    /// <summary>The database is away, or the connection broke: nobody's fault, and the same will work later.</summary>
    public static bool IsAway(Exception exception) => exception.Causes().Any(e => e switch
    {
        SessionLostException => true,
        // Connection, resources, operator; login (28) and missing database (3D) are met in a fail-over or a rotation of passwords.
        PostgresException p => p.SqlState[..2] is "08" or "53" or "57" or "28" or "3D" && p.SqlState is not PostgresErrorCodes.QueryCanceled,
        // No token, no login: the identity's endpoint is away, as it is at times while an instance starts.
        NpgsqlException n => n.IsTransient || n.InnerException is IOException or SocketException or TimeoutException or AuthenticationFailedException,
        SocketException => true,
        _ => false,
    });

    /// <summary>Two transactions were in each other's way; one of them has to run again.</summary>
    public static bool IsConflict(Exception exception) => exception.Causes()
        .Any(e => e is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable });

    /// <summary>An error before this one has ended the transaction.</summary>
    public static bool IsEarlier(Exception exception) =>
        exception.Causes().Any(e => e is PostgresException { SqlState: PostgresErrorCodes.InFailedSqlTransaction });

    /// <summary>A statement of ours did not find what it fenced: see <c>pipeline.fence</c>.</summary>
    public static bool IsFenced(Exception exception) => exception is PostgresException { SqlState: "PF001" };
}
