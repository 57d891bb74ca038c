using Microsoft.Extensions.Logging;

namespace Pipeline.Database;

/// <summary>
/// Holds a message while PostgreSQL is away. Throwing would make the host requeue at once, and dead-letter a whole backlog in seconds.
/// </summary>
internal sealed class DatabaseHold(PipelineOptions options, TimeProvider time, ILogger<DatabaseHold> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Runs <paramref name="work"/> until the database is there for it; it must be safe to run again.</summary>
    /// <param name="whatever">Any error is the database's: the work is a statement of the pipeline's own, and a server may refuse it for a while.</param>
    /// <exception cref="OperationCanceledException">The process stops.</exception>
    /// <exception cref="TimeoutException">The database stayed away for <see cref="PipelineOptions.HoldLimit"/>.</exception>
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
                if (time.GetElapsedTime(since.Value) > options.HoldLimit)
                    throw new TimeoutException($"PostgreSQL stayed away for {options.HoldLimit}; the message goes back to the broker.", e);
                logger.LogWarning("PostgreSQL is away ({Error}); a message is held and tried again in {Pause}", e.Message, pause);
                await Task.Delay(pause, time, stopping);
            }
    }

    /// <inheritdoc cref="RunAsync{T}(Func{CancellationToken, Task{T}}, bool, CancellationToken)"/>
    public Task RunAsync(Func<CancellationToken, Task> work, bool whatever, CancellationToken stopping) =>
        RunAsync(async token => { await work(token); return 0; }, whatever, stopping);
}
