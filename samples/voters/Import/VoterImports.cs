using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Pipeline.Blobs;
using Pipeline.Flows;
using Voters.Csv;

namespace Voters.Import;

/// <summary>Accepts voter files: the file becomes a blob, ranges of it become jobs.</summary>
public sealed class VoterImports(VotersDb db, BlobStore blobs, FlowTable flows, ImportTable imports, TimeProvider time, ILogger<VoterImports> logger)
{
    /// <summary>What one flow may have; more records need a larger chunk.</summary>
    public const int MostJobs = 2_000_000;

    /// <summary>
    /// Stores the file as it streams in, checks and splits it on the way, then starts the jobs in one transaction.
    /// </summary>
    /// <returns>The flow, and whether it is new: a repeated idempotency key finds the first one.</returns>
    /// <exception cref="InvalidVoterFileException">The file is refused as a whole.</exception>
    /// <exception cref="InvalidImportException">The file asks for too many jobs.</exception>
    public async Task<(Guid Flow, bool IsNew)> SubmitAsync(ImportRequest request, Stream file, CancellationToken cancellationToken)
    {
        if (await ExistingAsync(request, cancellationToken) is { } earlier) return (earlier, false);

        var id = Guid.CreateVersion7();
        var import = new NewImport { Id = id, Pattern = request.Pattern, Blob = ImportBlobs.Name(id, "voters.csv"), Rejects = ImportBlobs.Name(id, "rejects.csv") };
        try
        {
            var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            var (scanner, ranges) = await StoreAsync(import, request.Chunk, today, file, cancellationToken);
            import = import with { Records = scanner.Records, Rejected = scanner.Rejected };
            if (await StartAsync(import, request.IdempotencyKey, ranges, scanner.Columns, today, cancellationToken)) return (id, true);
        }
        catch
        {
            await DiscardAsync(import);
            throw;
        }
        await DiscardAsync(import);
        return (await ExistingAsync(request, cancellationToken) ?? throw new InvalidOperationException("The first flow of this key is gone."), false);
    }

    private async Task<Guid?> ExistingAsync(ImportRequest request, CancellationToken cancellationToken) =>
        request.IdempotencyKey is { } key ? (await flows.FindByKeyAsync(key, cancellationToken))?.Id : null;

    private async Task<(VoterFileScanner Scanner, List<CsvRange> Ranges)> StoreAsync(
        NewImport import, int chunk, DateOnly today, Stream file, CancellationToken cancellationToken)
    {
        await using var stored = await blobs.OpenWriteAsync(import.Blob, cancellationToken);
        await using var rejects = await blobs.OpenWriteAsync(import.Rejects, cancellationToken);
        var scanner = await VoterFileScanner.OpenAsync(new TeeStream(file, stored), cancellationToken);
        var ranges = new List<CsvRange>();
        await foreach (var range in scanner.SplitAsync(chunk, today, rejects, cancellationToken))
        {
            if (ranges.Count == MostJobs)
                throw new InvalidImportException($"The file makes more than {MostJobs} jobs of {chunk} records; choose a larger 'chunk'.");
            ranges.Add(range);
        }
        return (scanner, ranges);
    }

    private async Task<bool> StartAsync(
        NewImport import, string? key, List<CsvRange> ranges, VoterColumns columns, DateOnly today, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var seq = await imports.AddAsync(db, import, cancellationToken);
        var jobs = ranges.Select(range => new RegisterVoters(seq, import.Blob, range, columns, today)).ToAsyncEnumerable();
        var flow = new FlowStart { Id = import.Id, Name = import.Pattern, IdempotencyKey = key };
        if (await db.StartGroupAsync(flow, jobs, cancellationToken) is null) return false;
        // From here on nobody may give up: whether a commit came through is only known by its answer, or by a look.
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    // The commit's answer may be what was lost: the blobs of a flow that exists stay, and where that cannot be known they stay as well.
    private async Task DiscardAsync(NewImport import)
    {
        try
        {
            if (await flows.FindAsync(import.Id, CancellationToken.None) is not null) return;
            await blobs.DeleteAsync(import.Blob, CancellationToken.None);
            await blobs.DeleteAsync(import.Rejects, CancellationToken.None);
        }
        catch (Exception e)
        {
            logger.LogWarning("Blobs of a refused import {Import} are left: {Error}", import.Id, e.Message);
        }
    }
}
