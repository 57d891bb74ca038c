using System.Reflection;
using Pipeline.Blobs;
using Pipeline.Jobs;

namespace Pipeline.Recurring;

/// <summary>Runs a sweep: reads what it finds, then enqueues in one transaction what is not under way.</summary>
internal sealed class SweepHandler<TSweep, TArgs>(TSweep sweep, JobCatalog catalog, ClaimCheck claims) : IJobHandler<SweepTick<TSweep>, SweepReport>
    where TSweep : ISweep<TArgs>
    where TArgs : notnull
{
    private static readonly int Limit = typeof(TSweep).GetCustomAttribute<SweepAttribute>()!.Limit;

    public async Task<SweepReport> HandleAsync(SweepTick<TSweep> args, JobContext job, CancellationToken cancellationToken)
    {
        // All of it before the first write: the sweep reads on the same connection.
        var found = await sweep.FindAsync(cancellationToken).Take(Limit).ToArrayAsync(cancellationToken);
        if (found.Length == 0) return new(0, 0);

        var rows = new NewJob(catalog.ForArgs(typeof(TArgs)), options: null, claims);
        var candidates = Array.ConvertAll(found, item => (Job: rows.Row(item.Args), item.Key));
        await job.BeginAsync(cancellationToken);
        var connection = job.Scope.Connection!;
        var free = await BulkEnqueue.TakeKeysAsync(connection, candidates, cancellationToken);
        foreach (var slab in free.Chunk(BulkEnqueue.Slab))
        {
            await claims.StoreAsync(slab, cancellationToken);
            await BulkEnqueue.WriteAsync(connection, slab, cancellationToken);
        }
        job.Scope.Enqueued |= free.Count > 0;
        return new(found.Length, free.Count);
    }
}
