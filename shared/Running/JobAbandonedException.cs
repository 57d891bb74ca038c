namespace Pipeline.Running;

/// <summary>A handler did not stop at its time limit, so that the transaction it shared is given up.</summary>
internal sealed class JobAbandonedException(IReadOnlyList<JobOutcome> outcomes) : Exception("A handler did not stop at its time limit.")
{
    public IReadOnlyList<JobOutcome> Outcomes { get; } = outcomes;
}
