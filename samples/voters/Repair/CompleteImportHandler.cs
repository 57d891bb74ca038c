using Pipeline.Jobs;

namespace Voters.Repair;

// It reads the file anew rather than run an import's own jobs again: those may be one for each record or one for all, or no longer there.
[Job("voters.complete-import", TimeLimit = "00:20:00", Mode = JobMode.Io)]
public sealed class CompleteImportHandler(VotersDb db, VoterBlobs files) : IJobHandler<CompleteImport, Registered>
{
    public async Task<Registered> HandleAsync(CompleteImport args, JobContext job, CancellationToken cancellationToken)
    {
        await job.BeginAsync(cancellationToken);
        if (await IncompleteImport.LockAsync(db, args.Import, cancellationToken) is not { } import) return new(0, 0);
        var lines = await import.MissingLinesAsync(cancellationToken);
        var registered = new Registered(0, 0);
        if (lines.Count > 0)
        {
            var rows = files.ReadAllAsync(import.Blob, cancellationToken).Where(r => lines.Contains(r.Line) && r.IsAccepted).Select(r => (r.Line, r.Voter!));
            var (found, added) = await IncomingVoters.RegisterAsync(db, args.Import, rows, cancellationToken);
            registered = new(added, found - added);
        }
        if (lines.Count < IncompleteImport.MostLines) await import.CompleteAsync(cancellationToken);
        return registered;
    }
}
