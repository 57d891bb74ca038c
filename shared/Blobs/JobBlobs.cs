using Pipeline.Jobs;

namespace Pipeline.Blobs;

/// <summary>The blobs that one run of a job writes, and those of any job that it reads.</summary>
/// <param name="name">Makes the run's name, which most jobs never need; what it writes lies under it.</param>
internal sealed class JobBlobs(BlobStore blobs, Func<string> name) : IJobStreams
{
    private string? _run;

    /// <summary>What names of this run begin with.</summary>
    public string Run => LazyInitializer.EnsureInitialized(ref _run, name);

    public async Task<string> WriteAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var reference = Reference(Run, name);
        await using var content = await blobs.OpenWriteAsync(reference, cancellationToken);
        await write(content, cancellationToken);
        return reference;
    }

    public async Task<string> WriteAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        var reference = Reference(Run, name);
        await blobs.WriteAsync(reference, content, cancellationToken);
        return reference;
    }

    public Task<Stream> OpenReadAsync(string reference, CancellationToken cancellationToken) => blobs.OpenReadAsync(Checked(reference), cancellationToken);

    /// <exception cref="ArgumentException">It is no reference to a job's blob.</exception>
    public static string Checked(string reference) => ClaimName.TryParse(reference) is not null ? reference : throw new ArgumentException(
        $"'{Shown(reference)}' is no reference to a job's blob, which starts with {ClaimName.Prefix} and is what JobContext.WriteAsync returns.", nameof(reference));

    /// <summary>How other jobs find what a run writes under this name.</summary>
    /// <exception cref="ArgumentException">The name is none.</exception>
    public static string Reference(string run, string name) => ClaimName.IsFileName(name) ? ClaimName.File(run, name) : throw new ArgumentException(
        $"'{Shown(name)}' cannot name a job's blob: a name has 1 to 100 of A-Z a-z 0-9 . _ - and no dot at either end.", nameof(name));

    private static string? Shown(string? text) => text?.Length > 200 ? text[..200] + "…" : text;
}
