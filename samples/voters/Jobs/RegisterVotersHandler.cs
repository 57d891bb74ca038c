using Pipeline.Jobs;
using Voters.Csv;

namespace Voters.Jobs;

// Io: it waits for the blob first, and its one statement has a transaction of its own, so that two files cannot deadlock.
// Ten attempts outlast the 20 minutes for which a file that is one job may hold the same voters.
[Job("voters.register", Version = 1, TimeLimit = "00:01:00", MaxAttempts = 10, Mode = JobMode.Io,
    DeadOn = [typeof(FileNotFoundException), typeof(InvalidDataException), typeof(InvalidVoterFileException)])]
public sealed class RegisterVotersHandler(VotersDb db, VoterBlobs files) : IJobHandler<RegisterVoters, Registered>
{
    public async Task<Registered> HandleAsync(RegisterVoters args, JobContext job, CancellationToken cancellationToken)
    {
        var voters = await LastLines.OfAsync(files.ReadAsync(args, cancellationToken), cancellationToken);
        await job.BeginAsync(cancellationToken);
        var added = await VoterTable.RegisterAsync(db, args.Import, voters.Rows, cancellationToken);
        return new(added, voters.Accepted - added);
    }
}
