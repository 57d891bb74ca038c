using Pipeline.Jobs;

namespace Pipeline.Running;

/// <summary>A job failed, or did not stop, so that the transaction it shared is given up; its outcome is known.</summary>
internal sealed class JobFailedException(IReadOnlyList<JobOutcome> outcomes, Exception cause) : Exception("A job failed: " + cause.Message, cause)
{
    public IReadOnlyList<JobOutcome> Outcomes { get; } = outcomes;
}
