using Pipeline.Blobs;

namespace Pipeline.Functions.Blobs;

public sealed class CleanBlobs(BlobCleanup cleanup)
{
    /// <summary>Deletes blobs that nothing refers to, and those past their retention.</summary>
    [Function(nameof(CleanBlobs))]
    public Task RunAsync([TimerTrigger("0 17 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => cleanup.RunAsync(cancellationToken);
}
