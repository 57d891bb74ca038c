using Azure;
using Azure.Storage.Blobs;
using Pipeline.LocalHost.Settings;

namespace Pipeline.LocalHost.Triggers.Timers;

/// <summary>The container in which the host keeps what its processes share.</summary>
internal sealed class HostStorage(HostSettings settings, string hostId)
{
    private const string Setting = "AzureWebJobsStorage";

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(15);

    private readonly Lazy<BlobContainerClient> _container = new(() => Open(settings));

    /// <exception cref="UnsupportedException">The setting is missing or no connection string.</exception>
    public void Require() => _ = _container.Value;

    /// <summary>Whether the storage answers.</summary>
    /// <exception cref="UnsupportedException">It does not.</exception>
    public async Task RequireAnswerAsync(CancellationToken cancellationToken)
    {
        var blobs = _container.Value;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(AnswerTimeout);
            await blobs.CreateIfNotExistsAsync(cancellationToken: limit.Token);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var reason = e is AggregateException all ? all.InnerExceptions[0].Message : e.Message;
            throw new UnsupportedException($"the storage of the setting '{Setting}' does not answer at {blobs.Uri.GetLeftPart(UriPartial.Authority)} ({reason.Split('\n')[0].Trim()});"
                + " start it (for Azurite: npx azurite), or correct the setting");
        }
    }

    public BlobClient LockOf(string name) => _container.Value.GetBlobClient($"locks/{hostId}/{name}");

    public BlobClient StatusOf(string name) => _container.Value.GetBlobClient($"timers/{hostId}/{name}/status");

    public Task EnsureAsync(CancellationToken cancellationToken) => _container.Value.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

    private static BlobContainerClient Open(HostSettings settings)
    {
        if (settings.Connection(Setting) is not { Length: > 0 } connection)
            throw new UnsupportedException($"the setting '{Setting}' is missing; timers and durable functions need it to hold an Azure Storage connection string"
                + $" (for Azurite UseDevelopmentStorage=true); '{Setting}__accountName' and other identities are not supported");
        try
        {
            return new BlobContainerClient(connection, "azure-webjobs-hosts");
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new UnsupportedException($"the setting '{Setting}' is no Azure Storage connection string");
        }
    }
}
