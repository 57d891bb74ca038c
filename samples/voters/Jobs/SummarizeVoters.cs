namespace Voters.Jobs;

/// <summary>Sums up an import once all of its jobs have ended: the body of patterns <c>chord</c> and <c>fine-grained</c>.</summary>
/// <param name="Import">The import's id.</param>
/// <param name="Seq">Its place in the order of submission.</param>
public sealed record SummarizeVoters(Guid Import, long Seq);
