using Pipeline.Jobs;
using Voters.Csv;

namespace Voters.Jobs;

// The rows go to a table of the transaction's own, so that neither this process nor a parameter holds the file.
[Job("voters.register-map", TimeLimit = "00:20:00", MaxAttempts = 5, Mode = JobMode.Io,
    DeadOn = [typeof(FileNotFoundException), typeof(InvalidDataException), typeof(InvalidVoterFileException)])]
public sealed class MapVotersHandler(VotersDb db, VoterBlobs files) : IJobHandler<MapVoters, Registered>
{
    public async Task<Registered> HandleAsync(MapVoters args, JobContext job, CancellationToken cancellationToken)
    {
        await job.BeginAsync(cancellationToken);
        var rows = files.ReadAsync(args, cancellationToken).Where(r => r.IsAccepted).Select(r => (r.Line, r.Voter!));
        var (accepted, added) = await IncomingVoters.RegisterAsync(db, args.Import, rows, cancellationToken);
        return new(added, accepted - added);
    }
}
