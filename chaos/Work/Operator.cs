using ChaosJobs;
using ChaosJobs.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Chaos.Output;
using Pipeline.Database;
using Pipeline.DeadLetters;
using Pipeline.Flows;
using Pipeline.Jobs;
using Pipeline.Recovery;

namespace Pipeline.Chaos.Work;

/// <summary>
/// What people and other programs do meanwhile: flows in flows that are cancelled or not, replays of jobs and flows, jobs under a key or a
/// rate limit, and retention. Decided by the seed; which of them meets which fault is not.
/// </summary>
internal sealed class Operator(IServiceProvider services, Ledger ledger, ChaosOptions options, TimeProvider time, Journal journal)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(600);

    private const string MembersSql =
        "select id from pipeline.job where flow_id in (select id from pipeline.flow where root_id = $1) order by id";

    private const string DeadJobSql = "select id from pipeline.job where status = 'dead' and type = 'chaos.fail' order by random() limit 1";

    private const string FailedFlowSql = """
        select f.id from pipeline.flow f
        where f.result = 'failed' and f.parent_id is null and f.replay_of is null
          and not exists (select from pipeline.flow r where r.replay_of = f.id)
        order by random() limit 1
        """;

    // Ended before there were any others: ids are in the order of time.
    private const string OldJobSql = """
        insert into pipeline.job (id, type, version, args, status, created_at, finished_at)
        values ($1, 'chaos.write', 1, '{}', 'succeeded', now() - interval '400 days', now() - interval '400 days')
        """;

    private readonly Random _dice = new(options.Seed + 2);
    private readonly PipelineDatabase _database = services.GetRequiredService<PipelineDatabase>();
    private int _number;

    /// <summary>How often each was done.</summary>
    public SortedDictionary<string, int> Done { get; } = new(StringComparer.Ordinal);

    /// <summary>Goes on until <paramref name="enough"/> has ended.</summary>
    public async Task RunAsync(Task enough, CancellationToken cancellationToken)
    {
        while (!enough.IsCompleted)
        {
            var (name, act) = Next();
            try
            {
                if (await act(cancellationToken)) Done[name] = Done.GetValueOrDefault(name) + 1;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                journal.Say($"{name} failed: {e.GetBaseException().Message}");
            }
            await Task.WhenAny(enough, Task.Delay(Pause, time, cancellationToken));
        }
        cancellationToken.ThrowIfCancellationRequested();
        journal.Say($"done meanwhile: {string.Join(", ", Done.Select(d => $"{d.Key} {d.Value}"))}");
    }

    private (string Name, Func<CancellationToken, Task<bool>> Act) Next() => _dice.Next(8) switch
    {
        0 => ("flows in flows", NestedAsync),
        1 => ("flows cancelled", CancelledAsync),
        2 => ("jobs replayed", ReplayJobAsync),
        3 => ("dead letters replayed", ReplayLettersAsync),
        4 => ("flows replayed", ReplayFlowAsync),
        5 => ("jobs under a key", OnceAsync),
        6 => ("jobs under a limit", LimitedAsync),
        _ => ("retention", RetainAsync),
    };

    private Task<bool> NestedAsync(CancellationToken cancellationToken)
    {
        var group = Flow.Group(Enumerable.Range(0, _dice.Next(2, 8)).Select(_ => Write())) with { MaxParallel = _dice.Next(1, 3) };
        var chain = Flow.Chain(Write(), group, new Wait(_number++, _dice.Next(200)), Flow.Chain(Write(), Write()));
        var flow = Flow.Group<object>([chain, Write(), Flow.Chain(Write(), Write())]) with { MaxParallel = _dice.Next(1, 4) };
        return StartAsync(flow, Expected.Succeeded, _ => Task.CompletedTask, cancellationToken);
    }

    private Task<bool> CancelledAsync(CancellationToken cancellationToken)
    {
        var members = Enumerable.Range(0, 8).Select(i => i % 2 == 0 ? (object)new Wait(_number++, 1_500) : Flow.Chain(Write(), Write()));
        return StartAsync(Flow.Chord(members, new Mourn(_number++)) with { MaxParallel = 4 }, Expected.Ended, async flow =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_dice.Next(2_000)), time, cancellationToken);
            await services.GetRequiredService<FlowClient>().CancelAsync(flow, cancellationToken);
        }, cancellationToken);
    }

    private async Task<bool> ReplayJobAsync(CancellationToken cancellationToken) =>
        await FindAsync(DeadJobSql, cancellationToken) is { } job
        && await services.GetRequiredService<JobReplay>().ReplayAsync(job, cancellationToken) is { Outcome: JobReplayOutcome.Replayed };

    private async Task<bool> ReplayLettersAsync(CancellationToken cancellationToken)
    {
        if (_dice.Next(3) > 0) return false;
        await services.GetRequiredService<DeadLetterReplay>().RunAsync(new() { Type = "chaos.fail" }, cancellationToken);
        return true;
    }

    private async Task<bool> ReplayFlowAsync(CancellationToken cancellationToken) =>
        await FindAsync(FailedFlowSql, cancellationToken) is { } flow
        && await services.GetRequiredService<FlowClient>().ReplayAsync(flow, cancellationToken) is { Outcome: FlowReplayOutcome.Replayed };

    private Task<bool> OnceAsync(CancellationToken cancellationToken) => CommitAsync(async (db, lines) =>
    {
        var isKept = _dice.Next(2) == 0;
        var key = isKept ? $"kept-{options.Seed}-{_dice.Next(20)}" : $"free-{_dice.Next(3)}";
        if (await db.EnqueueOnceAsync(Write(), key, isKept, cancellationToken: cancellationToken) is { } id)
            lines.Add(new(id, "write", Expected.Succeeded, null));
    }, cancellationToken);

    private Task<bool> LimitedAsync(CancellationToken cancellationToken) => CommitAsync(async (db, lines) =>
    {
        for (var i = 0; i < 15; i++) lines.Add(new(db.Enqueue(new Limited(_number++)), "limited", Expected.Succeeded, null));
        await db.SaveChangesAsync(cancellationToken);
    }, cancellationToken);

    // A job that ended long ago is gone at the end.
    private async Task<bool> RetainAsync(CancellationToken cancellationToken)
    {
        var old = new Guid(Guid.NewGuid().ToString("D").Remove(0, 8).Insert(0, "01600000"));
        await using var insert = _database.Command(OldJobSql, old);
        await insert.ExecuteNonQueryAsync(cancellationToken);
        ledger.Refuse([new(old, "write", Expected.Absent, null)]);
        await services.GetRequiredService<Retention>().RunAsync(cancellationToken);
        return true;
    }

    private async Task<bool> StartAsync(Flow flow, string end, Func<Guid, Task> then, CancellationToken cancellationToken)
    {
        var id = Guid.Empty;
        var isAccepted = await CommitAsync(async (db, lines) =>
        {
            id = (await services.GetRequiredService<FlowClient>().StartAsync(db, flow, cancellationToken)).Id;
            lines.Add(new(id, LedgerLine.Flow, end, null));
            foreach (var member in await Enqueuer.ReadAsync(db, MembersSql, cancellationToken, id))
                lines.Add(new(member, "member", end, id));
        }, cancellationToken);
        if (isAccepted) await then(id);
        return isAccepted;
    }

    // As the enqueuer: what the answer did not come back of is in doubt.
    private async Task<bool> CommitAsync(Func<ChaosDb, List<LedgerLine>, Task> write, CancellationToken cancellationToken)
    {
        var lines = new List<LedgerLine>();
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ChaosDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await write(db, lines);
        ledger.Attempt(lines.Count(l => l.IsJob));
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch
        {
            ledger.Doubt(lines);
            throw;
        }
        ledger.Accept(lines);
        return lines.Count > 0;
    }

    private async Task<Guid?> FindAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _database.Command(sql);
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }

    private Write Write() => new(_number++);
}
