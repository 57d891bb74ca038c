using Pipeline.Flows;

namespace Pipeline.Chaos.Work;

/// <summary>A chord over the jobs of a submission.</summary>
/// <param name="OnFailure">What it does about a member that fails.</param>
/// <param name="MaxParallel">How many members are in flight.</param>
/// <param name="Body">Runs where it succeeds.</param>
/// <param name="OnError">Runs where it fails.</param>
/// <param name="Succeeds">Whether it is to succeed.</param>
internal sealed record PlannedChord(FailurePolicy OnFailure, int MaxParallel, PlannedJob Body, PlannedJob OnError, bool Succeeds);
