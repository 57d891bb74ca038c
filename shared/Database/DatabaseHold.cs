using Microsoft.Extensions.Logging;
using Npgsql;

namespace Pipeline.Database;

/// <summary>
/// Holds a message while PostgreSQL is away or refuses the pipeline's statements, and says which. Throwing would make the host requeue at
/// once, and dead-letter a whole backlog in seconds.
/// </summary>
internal sealed class DatabaseHold(PipelineOptions options, TimeProvider time, ILogger<DatabaseHold> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Runs <paramref name="work"/> until the database is there for it; it must be safe to run again.</summary>
    /// <param name="whatever">Any error is the database's: the work is a statement of the pipeline's own, and a server may refuse it for a while.</param>
    /// <exception cref="OperationCanceledException">The process stops.</exception>
    /// <exception cref="TimeoutException">The database was not there for it for <see cref="PipelineOptions.HoldLimit"/>.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, bool whatever, CancellationToken stopping)
    {
        long? since = null;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            try
            {
                return await work(stopping);
            }
            catch (Exception e) when ((whatever || DatabaseFault.IsAway(e)) && !stopping.IsCancellationRequested)
            {
                since ??= time.GetTimestamp();
                var problem = Problem(e);
                if (time.GetElapsedTime(since.Value) > options.HoldLimit)
                    throw new TimeoutException(
                        (DatabaseFault.IsAway(e) ? "PostgreSQL stayed away" : problem) + $" for {options.HoldLimit}; the message goes back to the broker.",
                        e);
                logger.LogWarning("{Problem}; a message is held and tried again in {Pause}", problem, pause);
                await Task.Delay(pause, time, stopping);
            }
    }

    /// <inheritdoc cref="RunAsync{T}(Func{CancellationToken, Task{T}}, bool, CancellationToken)"/>
    public Task RunAsync(Func<CancellationToken, Task> work, bool whatever, CancellationToken stopping) =>
        RunAsync(async token => { await work(token); return 0; }, whatever, stopping);

    // Each says what somebody can do about it.
    private static string Problem(Exception e) => e switch
    {
        SessionLostException => $"PostgreSQL ended its sessions, or the connection to it broke ({e.InnerException!.Message})",
        PostgresException { SqlState: ['4', '2', ..] and not PostgresErrorCodes.InsufficientPrivilege } =>
            $"PostgreSQL refuses a statement of the pipeline, as its schema is not what this version expects ({e.Message}): "
            + "apply the migrations",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } =>
            $"PostgreSQL refuses a statement of the pipeline for want of a right ({e.Message}): grant it to the login of PIPELINE_POSTGRES",
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
            $"PostgreSQL accepts no writes ({e.Message}): it is a standby, or its disk is full",
        _ when DatabaseFault.IsAway(e) => $"PostgreSQL is away ({e.Message})",
        NpgsqlException => $"PostgreSQL refuses a statement of the pipeline ({e.Message})",
        _ => $"The pipeline's work on PostgreSQL fails ({e.GetType().Name}: {e.Message})",
    };
}
