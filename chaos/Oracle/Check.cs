namespace Pipeline.Chaos.Oracle;

/// <summary>A rule that must hold.</summary>
/// <param name="Invariant">Which of the pipeline's invariants it is of.</param>
/// <param name="Rule">What must hold, for people.</param>
/// <param name="Sql">A row of text for whatever breaks it; <c>$1</c> is the run.</param>
internal sealed record Check(string Invariant, string Rule, string Sql);
