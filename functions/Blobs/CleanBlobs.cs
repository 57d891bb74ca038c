using Pipeline.Blobs;
using Pipeline.Recovery;

namespace Pipeline.Functions.Blobs;

public sealed class CleanBlobs(BlobCleanup cleanup, SweepLog log)
{
    /// <summary>Deletes blobs that nothing refers to, and those past their retention.</summary>
    [Function(nameof(CleanBlobs))]
    public Task RunAsync([TimerTrigger("0 17 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        log.RunAsync(nameof(CleanBlobs), cleanup.RunAsync, cancellationToken);
}
