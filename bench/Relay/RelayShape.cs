using BenchJobs;
using BenchJobs.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Pipeline.Bench.Relay;

/// <summary>A backlog for the relay.</summary>
/// <param name="Key">Its name on the command line.</param>
/// <param name="Title">For people.</param>
/// <param name="References">How many jobs.</param>
/// <param name="EnqueueAsync">Writes them, in the transaction that is open.</param>
internal sealed record RelayShape(string Key, string Title, int References, Func<BenchDb, int, CancellationToken, Task<int>> EnqueueAsync)
{
    /// <summary>By default, and one job a message.</summary>
    public static readonly IReadOnlyList<RelayShape> All =
    [
        new("batched", "default Batch", 1_000_000, (db, count, token) => db.EnqueueManyAsync(Enumerable.Range(0, count).Select(n => new Idle(n)), cancellationToken: token)),
        new("single", "Batch = 1", 30_000, (db, count, token) => db.EnqueueManyAsync(Enumerable.Range(0, count).Select(n => new IdleSingly(n)), cancellationToken: token)),
    ];
}
