namespace Pipeline.Tests.Simulation;

/// <summary>Something that goes on step by step; between two steps anything may happen.</summary>
/// <param name="process">What it dies with; null for the world around.</param>
/// <param name="lane">A message in this lane wakes it.</param>
/// <param name="steps">Each step says how long it pauses then.</param>
internal sealed class SimActor(SimProcess? process, int? lane, IEnumerable<TimeSpan> steps)
{
    private readonly IEnumerator<TimeSpan> _steps = steps.GetEnumerator();

    public SimProcess? Process => process;

    public int? Lane => lane;

    public DateTime WakeAt { get; set; }

    /// <summary>When it can go on.</summary>
    public DateTime Due => process is null || process.FrozenUntil <= WakeAt ? WakeAt : process.FrozenUntil;

    /// <returns>How long it pauses; null at its end.</returns>
    public TimeSpan? Step() => _steps.MoveNext() ? _steps.Current : null;
}
