using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Pipeline.Tests.Support;

namespace Pipeline.EndToEnd.Tests.Servers;

/// <summary>By whom the host's timers are held, in its storage.</summary>
internal static class TimerLeases
{
    /// <summary>Ends those of a killed process at once, as half a minute would: until then its successor has no timers. Nobody else may hold any.</summary>
    public static async Task EndAsync()
    {
        var storage = Environment.GetEnvironmentVariable("AzureWebJobsStorage") is { Length: > 0 } given ? given : Services.Blobs;
        var host = new BlobContainerClient(storage, "azure-webjobs-hosts");
        await foreach (var blob in host.GetBlobsAsync(BlobTraits.None, BlobStates.None, "locks/", CancellationToken.None))
            if (blob.Properties.LeaseState is LeaseState.Leased)
                await host.GetBlobClient(blob.Name).GetBlobLeaseClient().BreakAsync(TimeSpan.Zero);
    }
}
