namespace Pipeline.Tests.Simulation;

/// <summary>An open transaction that has fenced its lease; what it will write is in the hands of the run.</summary>
internal sealed class SimTransaction(SimProcess process)
{
    public SimProcess Process => process;

    public bool IsOpen { get; private set; } = true;

    /// <summary>By commit, by rollback, or because the server ended its session.</summary>
    public void End() => IsOpen = false;
}
