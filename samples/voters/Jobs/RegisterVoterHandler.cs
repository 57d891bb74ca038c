using Pipeline.Jobs;
using Voters.Csv;

namespace Voters.Jobs;

// The records of a message lie side by side in the file: they are read at once and written by one statement, and each job has its own result.
[Job("voters.register-one", TimeLimit = "00:01:00", MaxAttempts = 10, Batch = 100,
    DeadOn = [typeof(FileNotFoundException), typeof(InvalidDataException), typeof(InvalidVoterFileException)])]
public sealed class RegisterVoterHandler(VotersDb db, VoterBlobs files) : IBatchHandler<RegisterVoter>
{
    public async Task HandleAsync(IReadOnlyList<BatchItem<RegisterVoter>> batch, CancellationToken cancellationToken)
    {
        foreach (var file in batch.GroupBy(item => item.Args with { Range = default }).OrderBy(f => f.Key.Import))
            await RegisterAsync(file.Key, file.ToLookup(item => item.Args.Range), cancellationToken);
    }

    private async Task RegisterAsync(RegisterVoter file, ILookup<CsvRange, BatchItem<RegisterVoter>> jobs, CancellationToken cancellationToken)
    {
        var ranges = jobs.Select(j => j.Key).OrderBy(r => r.Offset).ToList();
        var rows = new List<VoterRow>(ranges.Count);
        foreach (var range in CsvRange.Join(ranges))
            await foreach (var row in files.ReadAsync(file with { Range = range }, cancellationToken))
                rows.Add(row);
        var voters = await LastLines.OfAsync(rows.ToAsyncEnumerable(), cancellationToken);
        var added = await VoterTable.RegisterEachAsync(db, file.Import, voters.Rows, cancellationToken);

        var read = 0;
        foreach (var range in ranges)
        {
            var own = rows.GetRange(read, range.Records);
            read += range.Records;
            // The same record twice is one new voter: whoever comes first removes its line.
            foreach (var job in jobs[range])
            {
                var registered = own.Count(row => added.Remove(row.Line));
                job.Result = new Registered(registered, own.Count(row => row.IsAccepted) - registered);
            }
        }
    }
}
