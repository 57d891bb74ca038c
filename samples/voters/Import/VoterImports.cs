using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;
using Pipeline.Blobs;
using Pipeline.Flows;
using Voters.Csv;
using Voters.Jobs;

namespace Voters.Import;

/// <summary>Accepts voter files: the file becomes a blob, ranges of it become jobs.</summary>
public sealed class VoterImports(
    VotersDb db, BlobStore blobs, FlowClient starter, FlowTable flows, ImportTable imports, CommitCheck commits, TimeProvider time, ILogger<VoterImports> logger)
{
    /// <summary>
    /// Stores the file as it streams in, checks and splits it on the way, then starts the jobs in one transaction.
    /// </summary>
    /// <returns>The flow, and whether it is new: a repeated idempotency key finds the first one.</returns>
    /// <exception cref="InvalidVoterFileException">The file is refused as a whole.</exception>
    /// <exception cref="InvalidImportException">The file has too many records for the pattern.</exception>
    /// <exception cref="ImportInDoubtException">The commit wasn't answered, and whether it will come through can't be known yet.</exception>
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
        catch (Exception e) when (e is not ImportInDoubtException)
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
        await CommitAsync(transaction, import.Id, cancellationToken);
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

    // Any error of a commit leaves it in doubt, a refusal by the server as well: one that ends sessions says so after the commit was written. That no row is there
    // is no evidence while the transaction may still be committed, so the server is asked about the transaction itself.
    private async Task CommitAsync(IDbContextTransaction transaction, Guid import, CancellationToken cancellationToken)
    {
        var id = await CommitCheck.TransactionAsync(db, cancellationToken);
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            switch (await commits.IsCommittedAsync(id))
            {
                case true: return;
                case null: throw new ImportInDoubtException(import, e);
                default: throw;
            }
        }
    }

    // Only of an import whose transaction certainly isn't committed. What is left in doubt is deleted by clean-up, if it turns out to be without a row.
    private async Task DiscardAsync(NewImport import)
    {
        try
        {
            await blobs.DeleteAsync(import.Blob, CancellationToken.None);
            await blobs.DeleteAsync(import.Rejects, CancellationToken.None);
        }
        catch (Exception e)
        {
            logger.LogWarning("Blobs of a refused import {Import} are left: {Error}", import.Id, e.Message);
        }
    }
}
