using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Pipeline.Running;

/// <summary>
/// Counts handlers that ignored their time limit and still go on. They keep threads, memory and connections of a process that is not theirs any
/// more: with too many of them the process says that it is unhealthy, and stops itself gracefully to be started afresh.
/// </summary>
public sealed class AbandonedJobs(PipelineOptions options, IHostApplicationLifetime? lifetime, ILogger<AbandonedJobs> logger)
{
    private int _count;

    /// <summary>How many there are now.</summary>
    public int Current => Volatile.Read(ref _count);

    /// <summary>Whether this process has fewer than <see cref="PipelineOptions.MostAbandoned"/>.</summary>
    public bool IsHealthy => Current < options.MostAbandoned;

    /// <summary>Counts one until the result is disposed.</summary>
    internal IDisposable Count()
    {
        if (Interlocked.Increment(ref _count) == options.MostAbandoned)
        {
            logger.LogCritical("{Count} handlers go on past their time limits; the process stops to be started afresh", options.MostAbandoned);
            lifetime?.StopApplication();
        }
        return new Ended(this);
    }

    private sealed class Ended(AbandonedJobs jobs) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref jobs._count);
    }
}
