using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Jobs;
using Voters.Import;
using Voters.Summary;

namespace Voters.Jobs;

// Whatever became of the others it runs, once, and names those that failed. The report is a blob before the row names it; that of an attempt which
// was cut off is named by no row, and goes.
[Job("voters.summarize", TimeLimit = "00:10:00", MaxAttempts = 5, Mode = JobMode.Io)]
public sealed class SummarizeVotersHandler(VotersDb db, SummaryQuery query, SummaryReport report) : IJobHandler<SummarizeVoters>
{
    public async Task HandleAsync(SummarizeVoters args, JobContext job, CancellationToken cancellationToken)
    {
        await job.BeginAsync(cancellationToken);
        await ImportResults.AddAsync((NpgsqlConnection)db.Database.GetDbConnection(), job.FlowId!.Value, args.Import, cancellationToken);
        var summary = await query.RunAsync(args, job.FlowId.Value, cancellationToken);
        await SummaryTable.SaveAsync(db, args.Import, summary, await report.WriteAsync(args.Import, summary, cancellationToken), cancellationToken);
    }
}
