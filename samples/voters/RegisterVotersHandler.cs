using Pipeline.Blobs;
using Pipeline.Jobs;
using Voters.Csv;

namespace Voters;

[Job("voters.register", Version = 1, TimeLimit = "00:01:00", MaxAttempts = 5)]
public sealed class RegisterVotersHandler(VotersDb db, BlobStore blobs) : IJobHandler<RegisterVoters, Registered>
{
    public async Task<Registered> HandleAsync(RegisterVoters args, JobContext job, CancellationToken cancellationToken)
    {
        await using var content = await blobs.OpenReadAsync(args.Blob, args.Range.Offset, args.Range.Length, cancellationToken);
        var rows = VoterReader.ReadAsync(content, args.Range, args.Columns, args.Today, cancellationToken);
        return await VoterTable.RegisterAsync(db, args.Import, rows, cancellationToken);
    }
}
