namespace Pipeline.Tests.Flows.Simulation;

/// <summary>Somebody at work: between two of the steps anything may happen, the end of the process included.</summary>
internal sealed class SimProcess(string name)
{
    private IEnumerator<string>? _steps;

    public bool IsAlive { get; private set; } = true;

    /// <summary>What its open transaction locks.</summary>
    public SimMessage? Locked { get; set; }

    public string LastStep => _steps!.Current;

    public static SimProcess Of(string name, Func<SimProcess, IEnumerable<string>> steps)
    {
        var process = new SimProcess(name);
        process._steps = steps(process).GetEnumerator();
        return process;
    }

    /// <returns>False: it has ended.</returns>
    public bool Step() => _steps!.MoveNext() || (IsAlive = false);

    /// <summary>Its locks go with it.</summary>
    public void Kill()
    {
        IsAlive = false;
        if (Locked is { } message) message.IsLocked = false;
    }

    public override string ToString() => name;
}
