namespace Voters.Jobs;

/// <summary>Marks an import as failed: the error callback of patterns <c>chord</c> and <c>fine-grained</c>.</summary>
/// <param name="Import">The import's id.</param>
public sealed record FailImport(Guid Import);
