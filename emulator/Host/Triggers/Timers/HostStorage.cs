using Azure.Storage.Blobs;
using Pipeline.Emulator.Settings;

namespace Pipeline.Emulator.Triggers.Timers;

/// <summary>The container in which the host keeps what its processes share.</summary>
internal sealed class HostStorage(HostSettings settings, string hostId)
{
    private const string Setting = "AzureWebJobsStorage";

    private readonly Lazy<BlobContainerClient> _container = new(() => Open(settings));

    /// <exception cref="UncoveredException">The setting is missing or no connection string.</exception>
    public void Require() => _ = _container.Value;

    public BlobClient LockOf(string name) => _container.Value.GetBlobClient($"locks/{hostId}/{name}");

    public BlobClient StatusOf(string name) => _container.Value.GetBlobClient($"timers/{hostId}/{name}/status");

    public Task EnsureAsync(CancellationToken cancellationToken) => _container.Value.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

    private static BlobContainerClient Open(HostSettings settings)
    {
        if (settings.Connection(Setting) is not { Length: > 0 } connection)
            throw new UncoveredException($"the setting '{Setting}' is missing; timers need it to hold an Azure Storage connection string"
                + $" (for Azurite UseDevelopmentStorage=true); '{Setting}__accountName' and other identities are not covered");
        try
        {
            return new BlobContainerClient(connection, "azure-webjobs-hosts");
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new UncoveredException($"the setting '{Setting}' is no Azure Storage connection string");
        }
    }
}
