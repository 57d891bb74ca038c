namespace Voters.Import;

/// <summary>The database didn't answer the commit of an import: it may exist now, or exist later, or not at all.</summary>
public sealed class ImportInDoubtException(Guid import, Exception inner)
    : Exception($"The database did not confirm import {import}: it may have been accepted. Its files are kept.", inner)
{
    /// <summary>The import's id, and its flow's, if it was accepted.</summary>
    public Guid Import { get; } = import;
}
