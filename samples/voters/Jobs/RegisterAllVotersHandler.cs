using Pipeline.Jobs;
using Voters.Csv;

namespace Voters.Jobs;

// The file is read twice: whoever locks row by row, in the order of a file, deadlocks with another file. So all are locked first, in their own order.
[Job("voters.register-all", TimeLimit = "00:20:00", MaxAttempts = 5, Mode = JobMode.Io,
    DeadOn = [typeof(FileNotFoundException), typeof(InvalidDataException), typeof(InvalidVoterFileException)])]
public sealed class RegisterAllVotersHandler(VotersDb db, VoterBlobs files) : IJobHandler<RegisterAllVoters, Registered>
{
    // Upserts that travel together; what is held in memory of a file of any length.
    private const int Together = 200;

    public async Task<Registered> HandleAsync(RegisterAllVoters args, JobContext job, CancellationToken cancellationToken)
    {
        await job.BeginAsync(cancellationToken);
        var accepted = await IncomingVoters.LockAsync(db, args.Import, AcceptedAsync(args, cancellationToken), cancellationToken);
        var added = 0;
        await foreach (var rows in AcceptedAsync(args, cancellationToken).Chunk(Together))
            added += await VoterTable.RegisterOneByOneAsync(db, args.Import, rows, cancellationToken);
        return new(added, accepted - added);
    }

    private IAsyncEnumerable<(long Line, Voter Voter)> AcceptedAsync(RegisterAllVoters args, CancellationToken cancellationToken) =>
        files.ReadAsync(args, cancellationToken).Where(r => r.IsAccepted).Select(r => (r.Line, r.Voter!));
}
