namespace Pipeline.Tests;

/// <summary>The clock of a process that runs later than the test.</summary>
internal sealed class LaterTime(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
}
