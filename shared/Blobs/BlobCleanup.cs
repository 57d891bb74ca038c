using Azure;
using Microsoft.Extensions.Logging;

namespace Pipeline.Blobs;

/// <summary>
/// Deletes blobs that nothing needs any more (I5). A blob stays whatever the rows say while a transaction is open that began to write before the blob was
/// <see cref="PipelineOptions.BlobGrace"/> old: it may yet commit a reference.
/// </summary>
public sealed class BlobCleanup
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly BlobStore _blobs;
    private readonly ContainerOwner _owner;
    private readonly CleanupPosition _position;
    private readonly OpenTransactions _transactions;
    private readonly IEnumerable<IBlobReferences> _references;
    private readonly PipelineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<BlobCleanup> _logger;

    internal BlobCleanup(
        BlobStore blobs, ContainerOwner owner, CleanupPosition position, OpenTransactions transactions, IEnumerable<IBlobReferences> references,
        PipelineOptions options, TimeProvider time, ILogger<BlobCleanup> logger) =>
        (_blobs, _owner, _position, _transactions, _references, _options, _time, _logger) =
        (blobs, owner, position, transactions, references, options, time, logger);

    /// <summary>Blobs a listing, and a question about them, up to 1,000.</summary>
    internal int PageSize { get; init; } = 1_000;

    /// <summary>What one run looks at under a prefix; the next one goes on from there.</summary>
    internal int Pages { get; init; } = 50;

    /// <summary>Looks at up to 50,000 blobs a prefix, for up to 10 minutes in all.</summary>
    /// <returns>How many were deleted.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (!await _owner.IsOursAsync(cancellationToken))
        {
            _logger.LogError(
                "Container {Container} holds the blobs of another database, and nothing in it is deleted: give each a Pipeline:BlobContainer of its own, or, if this database has taken the other's place, delete blob '{Owner}' there",
                _options.BlobContainer, ContainerOwner.Name);
            return 0;
        }
        // Blobs are as old as the store says: a process's clock may be wrong by more than the grace.
        var now = await _blobs.ClockAsync(cancellationToken);
        if (await _transactions.EndedAsync(now, cancellationToken) is not { } ended)
        {
            _logger.LogInformation("No blob is deleted for now: a transaction is open that may be older than any of them");
            return 0;
        }
        var started = _time.GetTimestamp();
        var deleted = 0;
        foreach (var references in _references)
        {
            var count = await CleanAsync(references, ended - _options.BlobGrace, started, cancellationToken);
            if (count > 0)
                _logger.LogInformation(
                    "{Count} blobs under {Prefix} were deleted: nothing refers to them, or they are past their retention", count, references.Prefix);
            deleted += count;
        }
        return deleted;
    }

    private async Task<int> CleanAsync(IBlobReferences references, DateTimeOffset before, long started, CancellationToken cancellationToken)
    {
        var deleted = 0;
        var next = await _position.ReadAsync(references.Prefix, cancellationToken);
        for (var page = 0; page < Pages && _time.GetElapsedTime(started) < Longest; page++)
        {
            var listed = await ListAsync(references.Prefix, next, cancellationToken);
            deleted += await CleanAsync(references, before, listed.Blobs, cancellationToken);
            next = listed.Next;
            await _position.SaveAsync(references.Prefix, next, cancellationToken);
            if (next is null) break;
        }
        return deleted;
    }

    private async Task<int> CleanAsync(
        IBlobReferences references, DateTimeOffset before, IReadOnlyList<StoredBlob> blobs, CancellationToken cancellationToken)
    {
        var old = blobs.Where(b => b.WrittenAt < before).Select(b => b.Name).ToList();
        if (old.Count == 0) return 0;
        var unneeded = await references.FindUnneededAsync(old, cancellationToken);
        await Parallel.ForEachAsync(
            unneeded, new ParallelOptions { MaxDegreeOfParallelism = ClaimCheck.AtOnce, CancellationToken = cancellationToken },
            async (name, token) => await _blobs.DeleteAsync(name, token));
        return unneeded.Count;
    }

    private async Task<BlobPage> ListAsync(string prefix, string? next, CancellationToken cancellationToken)
    {
        try
        {
            return await _blobs.ListAsync(prefix, next, PageSize, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 400 && next is not null)
        {
            _logger.LogInformation("The store does not know the place under {Prefix} any more where cleanup stopped; it starts again", prefix);
            return await _blobs.ListAsync(prefix, null, PageSize, cancellationToken);
        }
    }
}
