using System.Globalization;
using Azure;
using Azure.Identity;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Pipeline.Blobs;

/// <summary>What is too large for a row. Messages and rows carry the name; jobs read the range that they need.</summary>
public sealed class BlobStore
{
    // What one stream holds in memory.
    private const int Block = 4 * 1024 * 1024;

    private static readonly StorageTransferOptions Blocks = new() { InitialTransferSize = Block, MaximumTransferSize = Block, MaximumConcurrency = 1 };

    private readonly BlobContainerClient _container;

    /// <exception cref="PipelineConfigurationException">The address cannot be read, or leads to another machine without TLS.</exception>
    public BlobStore(PipelineConnections connections, PipelineOptions options)
    {
        _container = Client(connections.Blobs, options.BlobContainer);
        if (_container.Uri.Scheme == "http") connections.CheckPlaintext("PIPELINE_BLOBS", _container.Uri.IsLoopback, "write https://");
    }

    /// <summary>Makes the container if it is missing.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) => _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

    /// <summary>Writes all of <paramref name="content"/> as it comes, in blocks; the blob exists once all is there, and replaces one of the same name.</summary>
    public Task WriteAsync(string name, Stream content, CancellationToken cancellationToken) =>
        _container.GetBlobClient(name).UploadAsync(content, new BlobUploadOptions { TransferOptions = Blocks }, cancellationToken);

    /// <summary>Writes a blob of text unless there is one of that name.</summary>
    public async Task CreateAsync(string name, string text, CancellationToken cancellationToken)
    {
        try
        {
            var absent = new BlobRequestConditions { IfNoneMatch = ETag.All };
            await _container.GetBlobClient(name).UploadAsync(BinaryData.FromString(text), new BlobUploadOptions { Conditions = absent }, cancellationToken);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobAlreadyExists || e.ErrorCode == BlobErrorCode.ConditionNotMet)
        {
            // There is one already, which is as good.
        }
    }

    /// <summary>A blob to write into; it exists once the stream is closed, and not at all if that fails.</summary>
    public Task<Stream> OpenWriteAsync(string name, CancellationToken cancellationToken) =>
        _container.GetBlobClient(name).OpenWriteAsync(overwrite: true, new() { BufferSize = Block }, cancellationToken);

    /// <summary>Reads all of a blob, as it comes.</summary>
    /// <exception cref="FileNotFoundException">There is no such blob.</exception>
    public Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken) => OpenReadAsync(name, default, cancellationToken);

    /// <summary>Reads <paramref name="length"/> bytes from <paramref name="offset"/>.</summary>
    /// <exception cref="FileNotFoundException">There is no such blob.</exception>
    public Task<Stream> OpenReadAsync(string name, long offset, long length, CancellationToken cancellationToken) =>
        OpenReadAsync(name, new HttpRange(offset, length), cancellationToken);

    /// <summary>Reads a blob of UTF-8 text into memory.</summary>
    /// <exception cref="FileNotFoundException">There is no such blob.</exception>
    public async Task<string> ReadTextAsync(string name, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(await OpenReadAsync(name, cancellationToken));
        return await reader.ReadToEndAsync(cancellationToken);
    }

    /// <summary>How long a blob is, and up to <paramref name="length"/> bytes from its beginning; null where there is none. An empty blob is refused by the store.</summary>
    public async Task<(long Size, byte[] Beginning)?> BeginningAsync(string name, int length, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _container.GetBlobClient(name).DownloadContentAsync(new BlobDownloadOptions { Range = new HttpRange(0, length) }, cancellationToken);
            var range = answer.Value.Details.ContentRange;
            return (long.Parse(range.AsSpan(range.LastIndexOf('/') + 1), CultureInfo.InvariantCulture), answer.Value.Content.ToArray());
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>Lists blobs by name, a page at a time.</summary>
    /// <param name="prefix">What their names begin with.</param>
    /// <param name="next">The page before says where to go on; null for the first one.</param>
    /// <param name="size">1 to 5,000.</param>
    /// <exception cref="RequestFailedException">With status 400 where the store does not know <paramref name="next"/> any more.</exception>
    public async Task<BlobPage> ListAsync(string prefix, string? next, int size, CancellationToken cancellationToken)
    {
        await foreach (var page in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken).AsPages(next, size))
            return new([.. page.Values.Select(b => new StoredBlob(b.Name, b.Properties.LastModified!.Value))], string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken);
        return new([], null);
    }

    /// <summary>Deletes a blob; one that is not there is fine.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) => _container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    /// <summary>The store's own time, to the second, which is the one that blobs are dated by.</summary>
    /// <exception cref="RequestFailedException">The store does not answer.</exception>
    internal async Task<DateTimeOffset> ClockAsync(CancellationToken cancellationToken) =>
        (await _container.GetPropertiesAsync(cancellationToken: cancellationToken)).GetRawResponse().Headers.Date
        ?? throw new RequestFailedException("The blob store's answer has no date.");

    /// <summary>Whether the store answers.</summary>
    /// <exception cref="RequestFailedException">It does not.</exception>
    public Task CheckAsync(CancellationToken cancellationToken) => _container.GetPropertiesAsync(cancellationToken: cancellationToken);

    private async Task<Stream> OpenReadAsync(string name, HttpRange range, CancellationToken cancellationToken)
    {
        try
        {
            return (await _container.GetBlobClient(name).DownloadStreamingAsync(new() { Range = range }, cancellationToken)).Value.Content;
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            throw new FileNotFoundException($"There is no blob '{name}'.", name, e);
        }
    }

    private static BlobContainerClient Client(string connection, string container)
    {
        var options = new BlobClientOptions { Retry = { MaxRetries = 4, NetworkTimeout = TimeSpan.FromSeconds(60) } };
        if (!Uri.TryCreate(connection, UriKind.Absolute, out var service) || service.Scheme is not ("https" or "http"))
            try
            {
                return new BlobContainerClient(connection, container, options);
            }
            catch (Exception e) when (e is FormatException or ArgumentException or IndexOutOfRangeException)
            {
                throw new PipelineConfigurationException("Setting PIPELINE_BLOBS is neither an Azure Storage connection string nor a blob service URI.");
            }
        if (service.Scheme == "http")
            throw new PipelineConfigurationException("Setting PIPELINE_BLOBS is a service URI without TLS, to which no token is sent: write https://, or a connection string.");
        return new BlobServiceClient(service, new DefaultAzureCredential(), options).GetBlobContainerClient(container);
    }
}
