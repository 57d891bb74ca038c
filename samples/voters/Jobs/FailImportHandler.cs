using Microsoft.EntityFrameworkCore;
using Pipeline.Jobs;

namespace Voters.Jobs;

// A summary that is made later, by a replay, takes the mark away.
[Job("voters.import-failed", MaxAttempts = 20)]
public sealed class FailImportHandler(VotersDb db) : IJobHandler<FailImport>
{
    public Task HandleAsync(FailImport args, JobContext job, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"update voters.import set failed_at = now() where id = {args.Import}", cancellationToken);
}
