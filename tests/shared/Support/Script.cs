using Pipeline.Jobs;

namespace Pipeline.Tests;

/// <summary>What a test's jobs do.</summary>
internal sealed class Script
{
    public Func<StepRun, Task> OnStep { get; set; } = run => run.WriteAsync();
}
