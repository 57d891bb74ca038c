namespace Pipeline.Chaos.Work;

/// <summary>What goes into one transaction: jobs, or a chord over them.</summary>
internal sealed record Submission(IReadOnlyList<PlannedJob> Jobs, PlannedChord? Chord)
{
    /// <summary>Jobs that exist once it is committed, or come to exist: of the callbacks one runs.</summary>
    public int Size => Jobs.Count + (Chord is null ? 0 : 1);
}
