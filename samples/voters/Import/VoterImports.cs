using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Pipeline.Blobs;
using Pipeline.Flows;
using Voters.Csv;
using Voters.Jobs;

namespace Voters.Import;

/// <summary>Accepts voter files: the file becomes a blob, ranges of it become jobs.</summary>
public sealed class VoterImports(VotersDb db, BlobStore blobs, FlowClient starter, FlowTable flows, ImportTable imports, TimeProvider time, ILogger<VoterImports> logger)
{
    /// <summary>
    /// Stores the file as it streams in, checks and splits it on the way, then starts the jobs in one transaction.
    /// </summary>
    /// <returns>The flow, and whether it is new: a repeated idempotency key finds the first one.</returns>
    /// <exception cref="InvalidVoterFileException">The file is refused as a whole.</exception>
    /// <exception cref="InvalidImportException">The file has too many records for the pattern.</exception>
    public async Task<(Guid Flow, bool IsNew)> SubmitAsync(ImportRequest request, Stream file, CancellationToken cancellationToken)
    {
        if (await ExistingAsync(request, cancellationToken) is { } earlier) return (earlier, false);

        var id = Guid.CreateVersion7();
        var import = new NewImport { Id = id, Pattern = ImportPatterns.NameOf(request.Pattern), Blob = ImportBlobs.Name(id, "voters.csv"), Rejects = ImportBlobs.Name(id, "rejects.csv") };
        try
        {
            var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            var (scanner, ranges) = await StoreAsync(import, request, today, file, cancellationToken);
            import = import with
            {
                Records = scanner.Records,
                Rejected = scanner.Rejected,
                RejectedBy = scanner.RejectedBy.ToDictionary(r => r.Key.ToCode(), r => r.Value),
            };
            if (await StartAsync(import, request, ranges, scanner.Columns, today, cancellationToken)) return (id, true);
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

    private async Task<(VoterFileScanner Scanner, RangeLog Ranges)> StoreAsync(
        NewImport import, ImportRequest request, DateOnly today, Stream file, CancellationToken cancellationToken)
    {
        await using var stored = await blobs.OpenWriteAsync(import.Blob, cancellationToken);
        await using var rejects = await blobs.OpenWriteAsync(import.Rejects, cancellationToken);
        var scanner = await VoterFileScanner.OpenAsync(new TeeStream(file, stored), cancellationToken);
        var ranges = new RangeLog();
        await foreach (var range in scanner.SplitAsync(request.RecordsAJob, today, rejects, cancellationToken))
        {
            if (ranges.Count == request.MostJobs) throw new InvalidImportException(request.TooManyRecords);
            ranges.Add(range);
        }
        return (scanner, ranges);
    }

    private async Task<bool> StartAsync(
        NewImport import, ImportRequest request, RangeLog ranges, VoterColumns columns, DateOnly today, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var seq = await imports.AddAsync(db, import, cancellationToken);
        var flow = Jobs() with
        {
            Id = import.Id,
            Name = import.Pattern,
            IdempotencyKey = request.IdempotencyKey,
            OnFailure = FailurePolicy.ContinueOnFailure,
            Then = request.HasSummary ? new SummarizeVoters(import.Id, seq) : null,
            OnError = request.HasSummary ? new FailImport(import.Id) : null,
        };
        if (!(await starter.StartAsync(db, flow, cancellationToken)).IsNew) return false;
        // From here on nobody may give up: whether a commit came through is only known by its answer, or by a look.
        await transaction.CommitAsync(CancellationToken.None);
        return true;

        Flow Jobs() => request.Pattern switch
        {
            ImportPattern.Chord or ImportPattern.Group => Of(range => new RegisterVoters(seq, import.Blob, range, columns, today)),
            ImportPattern.AllInOne => Of(range => new RegisterAllVoters(seq, import.Blob, range, columns, today)),
            ImportPattern.Starmap => Of(range => new MapVoters(seq, import.Blob, range, columns, today)),
            ImportPattern.FineGrained => Of(range => new RegisterVoter(seq, import.Blob, range, columns, today)),
            _ => throw new InvalidOperationException($"Pattern {request.Pattern} is unknown."),
        };

        Flow Of<TJob>(Func<CsvRange, TJob> job) where TJob : VoterRange => Flow.Group(ranges.Select(job));
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
