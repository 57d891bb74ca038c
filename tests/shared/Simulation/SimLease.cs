namespace Pipeline.Tests.Simulation;

/// <summary>What a claim returns: the jobs that were open, at the attempts at which they were.</summary>
internal sealed record SimLease(SimRow Row, object Token, DateTime PublishedAt, IReadOnlyList<(SimJob Job, int Attempt, bool Expired)> Jobs);
