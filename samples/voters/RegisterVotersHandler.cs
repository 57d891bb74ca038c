using Pipeline.Blobs;
using Pipeline.Jobs;
using Voters.Csv;

namespace Voters;

// Io: it waits for the blob first, and its one statement has a transaction of its own, so that two files cannot deadlock.
[Job("voters.register", Version = 1, TimeLimit = "00:01:00", MaxAttempts = 5, Mode = JobMode.Io)]
public sealed class RegisterVotersHandler(VotersDb db, BlobStore blobs) : IJobHandler<RegisterVoters, Registered>
{
    public async Task<Registered> HandleAsync(RegisterVoters args, JobContext job, CancellationToken cancellationToken)
    {
        await using var content = await blobs.OpenReadAsync(args.Blob, args.Range.Offset, args.Range.Length, cancellationToken);
        var rows = VoterReader.ReadAsync(content, args.Range, args.Columns, args.Today, cancellationToken);
        var voters = await LastLines.OfAsync(rows, cancellationToken);
        await job.BeginAsync(cancellationToken);
        var added = await VoterTable.RegisterAsync(db, args.Import, voters.Rows, cancellationToken);
        return new(added, voters.Accepted - added);
    }
}
