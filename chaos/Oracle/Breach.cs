namespace Pipeline.Chaos.Oracle;

/// <summary>A rule that does not hold.</summary>
/// <param name="Invariant">Which of the pipeline's invariants it is of.</param>
/// <param name="Rule">What should hold.</param>
/// <param name="Count">How often it does not.</param>
/// <param name="Examples">A few of them.</param>
internal sealed record Breach(string Invariant, string Rule, int Count, IReadOnlyList<string> Examples);
