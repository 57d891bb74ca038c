namespace Pipeline.Jobs;

/// <summary>Where a job writes and reads data of any size.</summary>
internal interface IJobStreams
{
    Task<string> WriteAsync(string name, Stream content, CancellationToken cancellationToken);

    Task<string> WriteAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken);

    Task<Stream> OpenReadAsync(string reference, CancellationToken cancellationToken);
}
