using Pipeline.Blobs;

namespace Pipeline.Jobs;

/// <summary>Streams of a test's job: in memory, with the names, references and errors of real ones.</summary>
internal sealed class TestStreams(TestJob job) : IJobStreams
{
    private readonly string _run = ClaimName.Run(job.Id, job.CreatedAt, job.Generation, job.Attempt);

    public Task<string> WriteAsync(string name, Stream content, CancellationToken cancellationToken) =>
        WriteAsync(name, content.CopyToAsync, cancellationToken);

    public async Task<string> WriteAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var reference = JobBlobs.Reference(_run, name);
        using var content = new MemoryStream();
        await write(content, cancellationToken);
        job.Streams[reference] = content.ToArray();
        return reference;
    }

    public Task<Stream> OpenReadAsync(string reference, CancellationToken cancellationToken) => job.Streams.TryGetValue(JobBlobs.Checked(reference), out var content)
        ? Task.FromResult<Stream>(new MemoryStream(content, writable: false))
        : throw new FileNotFoundException($"There is no blob '{reference}': TestJob.Streams has what a test's job can read.", reference);
}
