namespace Pipeline.Blobs;

/// <summary>
/// Says which blobs are still needed, for a prefix of its own: registered as a service, <see cref="BlobCleanup"/> asks it about every blob that is older than
/// <see cref="PipelineOptions.BlobGrace"/>.
/// </summary>
public interface IBlobReferences
{
    /// <summary>What the blobs' names begin with, such as <c>imports/</c>; no two services may share one.</summary>
    string Prefix { get; }

    /// <summary>
    /// Those of <paramref name="names"/> that no row refers to and that no transaction may yet refer to. They are deleted. A name that is not understood is
    /// left out.
    /// </summary>
    /// <param name="names">1 to 1,000 names that begin with the prefix.</param>
    /// <param name="cancellationToken">The process stops.</param>
    Task<IReadOnlyCollection<string>> FindUnneededAsync(IReadOnlyList<string> names, CancellationToken cancellationToken);
}
