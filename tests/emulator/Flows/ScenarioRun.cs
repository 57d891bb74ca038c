namespace Pipeline.Emulator.Tests.Flows;

/// <summary>Where a recording is in its scenario.</summary>
public sealed class ScenarioRun(Scenario scenario)
{
    private int _looks;

    /// <summary>How many events have come, once that of the current look has.</summary>
    public int Events => scenario.Looks.Take(_looks).Count(look => look.Wake != Wake.None);

    /// <summary>How many events of an instance the engine has on record.</summary>
    public Func<string, Task<int>> RecordedEventsAsync { get; set; } = _ => Task.FromResult(0);

    public Look Next() => scenario.Looks[Interlocked.Increment(ref _looks) - 1];
}
