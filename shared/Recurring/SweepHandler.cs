using System.Reflection;
using Pipeline.Blobs;
using Pipeline.Database;
using Pipeline.Jobs;

namespace Pipeline.Recurring;

/// <summary>Runs a sweep: reads what it finds, then enqueues in one transaction what is not under way.</summary>
internal sealed class SweepHandler<TSweep, TArgs>(TSweep sweep, JobCatalog catalog, ClaimCheck claims, PipelineDatabase database)
    : IJobHandler<SweepTick<TSweep>, SweepReport>
    where TSweep : ISweep<TArgs>
    where TArgs : notnull
{
    private const string UnderWaySql = "select key from pipeline.dedupe where type = $1 and key = any($2)";

    private static readonly int Limit = typeof(TSweep).GetCustomAttribute<SweepAttribute>()!.Limit;

    public async Task<SweepReport> HandleAsync(SweepTick<TSweep> args, JobContext job, CancellationToken cancellationToken)
    {
        var type = catalog.ForArgs(typeof(TArgs));
        // All of it before the first write: the sweep reads on the same connection. What is under way is found again and again until it has ended, and must not keep
        // what comes behind it from the limit.
        var (found, free) = (0, new List<SweepItem<TArgs>>());
        await foreach (var page in sweep.FindAsync(cancellationToken).Chunk(Limit).WithCancellation(cancellationToken))
        {
            found += page.Length;
            var open = await UnderWayAsync(type.Name, page, cancellationToken);
            free.AddRange(page.Where(item => !open.Contains(item.Key)).Take(Limit - free.Count));
            if (free.Count == Limit) break;
        }
        return new(found, free.Count == 0 ? 0 : await EnqueueAsync(type, free, job, cancellationToken));
    }

    private async Task<HashSet<string>> UnderWayAsync(string type, SweepItem<TArgs>[] items, CancellationToken cancellationToken)
    {
        await using var command = database.Command(UnderWaySql, type, Array.ConvertAll(items, item => item.Key));
        return [.. await command.ListAsync(row => row.GetString(0), cancellationToken)];
    }

    private async Task<int> EnqueueAsync(JobDefinition type, List<SweepItem<TArgs>> found, JobContext job, CancellationToken cancellationToken)
    {
        var rows = new NewJob(type, options: null, claims);
        var candidates = found.Select(item => (Job: rows.Row(item.Args), item.Key)).ToArray();
        await job.BeginAsync(cancellationToken);
        var connection = job.Scope.Connection!;
        var free = await BulkEnqueue.TakeKeysAsync(connection, candidates, cancellationToken);
        foreach (var slab in free.Chunk(BulkEnqueue.Slab))
        {
            await claims.StoreAsync(slab, cancellationToken);
            await BulkEnqueue.WriteAsync(connection, slab, cancellationToken);
        }
        job.Scope.Enqueued |= free.Count > 0;
        return free.Count;
    }
}
