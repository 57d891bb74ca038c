using System.Collections.Concurrent;

namespace Pipeline.Tests;

/// <summary>What a test's jobs do.</summary>
internal sealed class Script
{
    /// <summary>The size of each batch that a batch handler was given.</summary>
    public ConcurrentQueue<int> Batches { get; } = [];

    public Func<StepRun, Task> OnStep { get; set; } = run => run.WriteAsync();
}
