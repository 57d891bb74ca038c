using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Pipeline.Flows;
using Pipeline.Recurring;

namespace Voters.Repair;

/// <summary>
/// Imported, but not registered: the imports that have ended and are not known to be complete, and once a day each of the others. A look costs
/// next to nothing however many voters there are; the job that it enqueues does the comparing.
/// </summary>
[Sweep("voters.unregistered", "0 * * * * *", Limit = 100)]
public sealed class UnregisteredVoters(VotersDb db, FlowTable flows) : ISweep<CompleteImport>
{
    private const string DoubtfulSql = """
        select id, seq from voters.import where complete_at is null or complete_at < now() - interval '1 day' order by complete_at nulls first, seq
        """;

    public async IAsyncEnumerable<SweepItem<CompleteImport>> FindAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var import in db.Database.SqlQueryRaw<DoubtfulImport>(DoubtfulSql).AsAsyncEnumerable().WithCancellation(cancellationToken))
            if (await flows.FindAsync(import.Id, cancellationToken) is { FinishedAt: not null })
                yield return new(new(import.Seq), $"import {import.Seq}");
    }

    private sealed record DoubtfulImport(Guid Id, long Seq);
}
